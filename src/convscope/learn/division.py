"""The data of a training and how they are divided, opened again whenever a run is asked for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from convscope.datasets import Dataset, divided_by_content, merged, open_dataset
from convscope.datasets.boxed import BoxedDataset
from convscope.datasets.captioned import CaptionedDataset
from convscope.datasets.masked import MaskedDataset
from convscope.learn.boxed_data import divided_boxes
from convscope.learn.caption_data import divided_captions
from convscope.learn.generator_data import pictures_to_make
from convscope.learn.masked_data import divided_masks
from convscope.learn.photo_data import divided_photos
from convscope.learn.region_data import divided_regions
from convscope.learn.text_data import divided_texts
from convscope.progress import Progress


@dataclass(frozen=True)
class Division:
    """Where the data are, and which of them are for validation.

    Attributes:
        place: of the data.
        seed: of the draw where nobody divided them.
        share: of the pictures for validation.
        anew: whether a validation part that there is is put back, and another one drawn.
    """

    place: str
    seed: int
    share: float
    anew: bool

    @classmethod
    def of_settings(cls, data: Mapping[str, Any]) -> Division:
        """That which a run's settings say under ``data``."""
        return cls(data["place"], data["split_seed"], data["split_share"], data.get("divides_anew", False))

    def pictures(self, progress: Progress | None = None) -> Dataset:
        """Pictures in classes.

        Raises:
            DataError: they are gone.
        """
        return self._divided(open_dataset(self.place), progress)

    def pictures_to_make(self, progress: Progress | None = None) -> Dataset:
        """Pictures in classes, or all of one.

        Raises:
            DataError: they are gone.
        """
        return self._divided(pictures_to_make(self.place), progress)

    def _divided(self, whole: Dataset, progress: Progress | None) -> Dataset:
        return divided_by_content(
            merged(whole) if self.anew else whole, seed=self.seed, share=self.share, progress=progress
        )

    def boxes(self, progress: Progress | None = None) -> BoxedDataset:
        """Photos with boxes.

        Raises:
            DataError: they are gone, or there are no boxes.
        """
        return divided_boxes(self.place, seed=self.seed, share=self.share, anew=self.anew, progress=progress)

    def masks(self, progress: Progress | None = None) -> MaskedDataset:
        """Photos with masks.

        Raises:
            DataError: they are gone, or there are no masks.
        """
        return divided_masks(self.place, seed=self.seed, share=self.share, anew=self.anew, progress=progress)

    def photos(self, progress: Progress | None = None) -> Dataset:
        """Photos, whatever they show.

        Raises:
            DataError: they are gone.
        """
        return divided_photos(self.place, seed=self.seed, share=self.share, anew=self.anew, progress=progress)

    def regions(self, progress: Progress | None = None) -> BoxedDataset:
        """Photos with regions and their phrases.

        Raises:
            DataError: they are gone, or there are no regions.
        """
        return divided_regions(
            self.place, seed=self.seed, share=self.share, anew=self.anew, progress=progress
        )

    def captions(self) -> CaptionedDataset:
        """Photos with sentences.

        Raises:
            DataError: they are gone.
        """
        return divided_captions(self.place, seed=self.seed, share=self.share, anew=self.anew)

    def texts(self) -> Dataset:
        """Texts in classes.

        Raises:
            DataError: they are gone.
        """
        return divided_texts(self.place, seed=self.seed, share=self.share, anew=self.anew)
