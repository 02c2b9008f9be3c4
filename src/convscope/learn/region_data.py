"""Photos with regions and their phrases as a training takes them: divided, and their words numbered."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from convscope.datasets.boxed import BoxedDataset
from convscope.datasets.boxed.seen_boxes import SeenBoxes, seen_boxes
from convscope.datasets.captioned.regions import open_regions
from convscope.errors import DataError
from convscope.images import Preprocessing
from convscope.learn.boxed_data import divided_photos
from convscope.network.captioners import PHRASE
from convscope.network.vocabulary import Vocabulary, words_of
from convscope.progress import Progress

# Words that are learned at most, and how often each must stand in the training part.
_MOST, _LEAST = 5000, 2


def divided_regions(
    place: str,
    *,
    seed: int = 0,
    share: float = 0.2,
    anew: bool = False,
    progress: Progress | None = None,
) -> BoxedDataset:
    """Photos with regions in a training and a validation part, the latter drawn where nobody divided them.

    Args:
        place: of the data, see `open_regions`.
        seed: of the draw.
        share: of the photos for validation.
        anew: whether a validation part that there is is put back, and another one drawn.
        progress: told how many photos are read.

    Raises:
        DataError: there are no regions, or none to train on.
    """
    found = open_regions(place)
    if found is None:
        raise DataError(
            f"{place} has no regions with phrases in the form that is known: Visual Genome's.",
            "Put region_descriptions.json beside the photos.",
        )
    divided = divided_photos(found, seed=seed, share=share, anew=anew, progress=progress)
    if not any(photo.boxes for photo in divided.splits["train"]):
        raise DataError(f"No training photo of {place} has a region.", "Give some.")
    return divided


def vocabulary_of(regions: BoxedDataset) -> Vocabulary:
    """The words of the training part that stand there twice or more."""
    texts = [regions.classes[box.label] for photo in regions.splits["train"] for box in photo.boxes]
    return Vocabulary.of(texts, most=_MOST, least=_LEAST)


def without_long(regions: BoxedDataset) -> BoxedDataset:
    """Without the regions whose phrases have more words than a network says, as in the paper, which a note tells."""
    is_long = [len(words_of(phrase)) >= PHRASE for phrase in regions.classes]
    count = sum(is_long[box.label] for photo in regions.photos for box in photo.boxes)
    if not count:
        return regions
    splits = {
        split: tuple(
            replace(photo, boxes=tuple(box for box in photo.boxes if not is_long[box.label]))
            for photo in photos
        )
        for split, photos in regions.splits.items()
    }
    note = f"phrases of more than {PHRASE - 1} words are left out: {count:,}"
    return replace(regions, splits=splits, notes=(*regions.notes, note))


def seen_phrases(regions: BoxedDataset, preprocessing: Preprocessing, vocabulary: Vocabulary) -> SeenBoxes:
    """The regions as a network sees them: boxes of one class, behind each the numbers of its phrase's words."""
    words = np.stack([vocabulary.numbers(phrase, PHRASE).numpy() for phrase in regions.classes])
    seen = seen_boxes(regions, preprocessing)
    return SeenBoxes(
        {
            name: np.concatenate(
                [rows[:, :4], np.zeros_like(rows[:, :1]), words[rows[:, 4].astype(int)]], 1
            ).astype(np.float32)
            for name, rows in seen.of.items()
        }
    )
