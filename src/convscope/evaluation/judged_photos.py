"""Photos that are restored and compared with the true ones, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.datasets import Dataset
from convscope.datasets.dataset import Item
from convscope.errors import EvaluationError, ImageError
from convscope.evaluation.restorer_evaluation import JudgedPicture, ShownPicture
from convscope.progress import Progress
from convscope.restore.restored import Restored

# Of every photo, whatever else is known of it.
FIGURES = ("PSNR", "SSIM", "PSNR before", "SSIM before")
# Photos that a report shows, those that gained least, and the side of the part that is shown, from the middle.
_SHOWN = 24
_SIDE = 240


@dataclass(frozen=True, eq=False)
class JudgedPhotos:
    """What was found of the photos of a split.

    Attributes:
        photos: each that could be judged.
        rows: (photos, figures) `FIGURES`, then what else its judge said of each.
        shown: parts of those that gained least, the least first.
        failures: photos that cannot be read or compared, and why.
    """

    photos: tuple[JudgedPicture, ...]
    rows: NDArray[np.float64]
    shown: tuple[ShownPicture, ...]
    failures: tuple[ImageError, ...]


def judge_photos(
    photos: Dataset,
    split: str,
    judge: Callable[[int, Item], tuple[Restored, tuple[float, ...]]],
    progress: Progress,
) -> JudgedPhotos:
    """Judge each photo of a split.

    Args:
        photos: clean ones.
        split: of them.
        judge: restores a photo, given its place and itself, with the true one; and says further figures of it.
        progress: told how many photos are done.

    Raises:
        EvaluationError: none can be judged.
        Cancelled: somebody asked to stop.
    """
    judged: list[JudgedPicture] = []
    rows: list[tuple[float, ...]] = []
    shown: list[tuple[float, int, ShownPicture]] = []
    failures: list[ImageError] = []
    items = photos.split(split)
    for place, item in enumerate(items):
        try:
            one, further = judge(place, item)
            before, after = one.figures_before, one.figures
            assert before is not None
            assert after is not None
        except ImageError as error:
            failures.append(error)
        else:
            judged.append(JudgedPicture(item.name, before, after))
            rows.append((after.psnr, after.ssim, before.psnr, before.ssim, *further))
            shown.append((judged[-1].gain, place, _shown(one)))
            shown = sorted(shown, key=lambda each: each[:2])[:_SHOWN]
        progress.step(place + 1, len(items), what="evaluating")
        progress.check()
    if not judged:
        raise EvaluationError(
            f"No photo of {photos.name} can be judged.", str(failures[0]) if failures else ""
        )
    parts = tuple(picture for _, _, picture in shown)
    return JudgedPhotos(tuple(judged), np.array(rows, np.float64), parts, tuple(failures))


def _shown(one: Restored) -> ShownPicture:
    """The middle of a photo, before, after and as it should be."""
    assert one.truth is not None
    rows, columns = one.pixels.shape[:2]
    top, left = max(0, (rows - _SIDE) // 2), max(0, (columns - _SIDE) // 2)
    parts = [
        picture.crop((left, top, min(columns, left + _SIDE), min(rows, top + _SIDE)))
        for picture in (one.before, one.picture, Image.fromarray(one.truth.pixels))
    ]
    return ShownPicture(one.photo.name, *parts)
