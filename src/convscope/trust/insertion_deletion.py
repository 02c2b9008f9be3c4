"""Insertion and deletion: does the network agree that a map's greatest places matter most?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from scipy.ndimage import gaussian_filter
from torch import Tensor
from torch.nn import functional as F

# In parts of the photo's longer side: enough that hardly a network still knows what is in the photo.
BLUR = 1 / 20


@dataclass(frozen=True)
class Faithfulness:
    """How a score follows the places that a map calls important.

    Attributes:
        insertion: area under ``inserted``; the higher, the better.
        deletion: area under ``deleted``; the lower, the better.
        inserted: the score from the blurred photo to the whole one, at equal shares of inserted places.
        deleted: the score from the whole photo to a grey one, at equal shares of deleted places.
    """

    insertion: float
    deletion: float
    inserted: tuple[float, ...]
    deleted: tuple[float, ...]


def insertion_deletion(
    score: Callable[[Tensor], Tensor],
    photo: Tensor,
    maps: Sequence[Tensor],
    *,
    grey: Tensor,
    steps: int = 8,
) -> list[Faithfulness]:
    """Insertion and deletion scores of several maps of one photo.

    Formula, with the score S, the share t of the places that come first when the map's values are sorted from
    the greatest to the least, and the areas taken by the trapezoidal rule over t = 0, 1/steps, ..., 1:

        insertion = area under S(blurred photo with the first t of the places as they are)
        deletion  = area under S(photo with the first t of the places grey)

    Coarse maps are interpolated bilinearly to the photo's places; the blur is Gaussian with a standard deviation
    of 1/20 of the photo's longer side.

    Source: Petsiuk, Das and Saenko 2018, "RISE", arXiv:1806.07421, with S the probability of the class.
    Cost: 2 (steps - 1) forward passes a map, and 3.

    Args:
        score: from inputs (B, C, rows, columns) to one number (B,) each.
        photo: (C, rows, columns) as the network takes it.
        maps: (rows, columns) each, in any resolution; greater values are more important.
        grey: (C, rows, columns) what deleted places become.
        steps: parts in which the places are inserted or deleted.
    """
    extents = photo.shape[1:]
    deviation = BLUR * max(extents)
    blurred = torch.from_numpy(gaussian_filter(photo.cpu().numpy(), (0, deviation, deviation))).to(photo)
    copies = [torch.stack([blurred, photo, grey])]
    for values in maps:
        first = _first_places(values.to(photo), extents, steps)
        copies += [torch.where(first, photo, blurred), torch.where(first, grey, photo)]
    scores = score(torch.cat(copies)).double()
    (start, whole, end), *curves = torch.split(scores, [3, *[steps - 1] * (2 * len(maps))])
    found = []
    for inserted, deleted in zip(curves[::2], curves[1::2], strict=True):
        insertion = torch.cat([start[None], inserted, whole[None]])
        deletion = torch.cat([whole[None], deleted, end[None]])
        found.append(
            Faithfulness(
                insertion=float(torch.trapezoid(insertion) / steps),
                deletion=float(torch.trapezoid(deletion) / steps),
                inserted=tuple(insertion.tolist()),
                deleted=tuple(deletion.tolist()),
            )
        )
    return found


def _first_places(values: Tensor, extents: torch.Size, steps: int) -> Tensor:
    """Masks (steps - 1, 1, rows, columns) of the greatest 1/steps, 2/steps, ... of the values."""
    if values.shape != extents:
        values = F.interpolate(values[None, None], tuple(extents), mode="bilinear", antialias=False)[0, 0]
    places = values.numel()
    rank = torch.empty(places, dtype=torch.long, device=values.device)
    rank[values.flatten().argsort(descending=True, stable=True)] = torch.arange(places, device=values.device)
    counts = torch.tensor([round(places * step / steps) for step in range(1, steps)], device=values.device)
    return (rank < counts[:, None]).reshape(-1, 1, *extents)
