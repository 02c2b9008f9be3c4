"""Photos with sentences as a training takes them: divided, and their words numbered."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from convscope.datasets import divided, merged
from convscope.datasets.captioned import CaptionedDataset, captions_of, open_captioned
from convscope.datasets.dataset import Item
from convscope.errors import DataError
from convscope.network.captioners import LENGTH
from convscope.network.vocabulary import Vocabulary

# Words that are learned at most, and how often each must stand in the training part.
_MOST, _LEAST = 5000, 2


def divided_captions(
    place: str, *, seed: int = 0, share: float = 0.2, anew: bool = False
) -> CaptionedDataset:
    """Photos with sentences in a training and a validation part, the latter drawn where nobody divided them.

    Args:
        place: of the data, see `open_captioned`.
        seed: of the draw.
        share: of the photos for validation.
        anew: whether a validation part that there is is put back, and another one drawn.

    Raises:
        DataError: there are no sentences, or none to train on.
    """
    found = open_captioned(place)
    if found is None:
        raise DataError(
            f"{place} has no sentences in a form that is known: COCO's captions, Flickr8k's tokens or a CSV.",
            "Name the columns of a CSV path and caption.",
        )
    pictures = merged(found.pictures) if anew else found.pictures
    return replace(found, pictures=divided(pictures, seed=seed, share=share))


@dataclass(frozen=True)
class Told:
    """The sentences of a training.

    Attributes:
        captioned: the photos with their sentences.
        vocabulary: the words of the training part that stand there twice or more.
    """

    captioned: CaptionedDataset
    vocabulary: Vocabulary

    @classmethod
    def of(cls, captioned: CaptionedDataset) -> Told:
        """Number the words of the training part."""
        texts = [text for item in captioned.pictures.splits["train"] for text in captions_of(captioned, item)]
        return cls(captioned, Vocabulary.of(texts, most=_MOST, least=_LEAST))

    def words(self, items: Sequence[Item]) -> list[Tensor]:
        """Of each photo its sentences, (sentences, LENGTH) int64; the last place is always an end."""
        end = torch.zeros(1, dtype=torch.int64)
        return [
            torch.stack(
                [
                    torch.cat([self.vocabulary.numbers(text, LENGTH - 1), end])
                    for text in captions_of(self.captioned, item)
                ]
            )
            for item in items
        ]

    @property
    def fingerprint(self) -> str:
        """Changes when a sentence does."""
        total = hashlib.sha256()
        for name, texts in sorted(self.captioned.captions.items()):
            total.update("\0".join((name, *texts)).encode() + b"\n")
        return total.hexdigest()[:16]
