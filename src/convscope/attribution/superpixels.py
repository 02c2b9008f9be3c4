"""Superpixels: the regions that perturbation methods show or hide as a whole."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import skimage
import torch
from torch import Tensor

from convscope.attribution.probe import Probe

COMPACTNESS = 30  # how much nearness counts beside colour; with less, textures fall into few large parts
AT_ONCE = 64  # hidden photos that are drawn at a time; the probe chunks them further


def superpixels(probe: Probe, row: int, count: int) -> Tensor:
    """Superpixel index of each pixel of a photo, (rows, columns), counted from 0 without gaps.

    SLIC (Achanta et al. 2012, doi:10.1109/TPAMI.2012.120) segments the photo as it is displayed into roughly
    ``count`` superpixels; inputs of one axis or three are divided into blocks of equal sides.
    """
    photo = probe.inputs[row]
    extents = photo.shape[1:]
    if len(extents) != 2:
        return _blocks(tuple(extents), count)
    preprocessing = probe.network.preprocessing
    shown = photo if preprocessing is None else preprocessing.to_display(photo)
    colours = shown.permute(1, 2, 0).double().cpu().numpy()
    # SLIC compares colours as an eye does where they are colours, else as numbers between 0 and 1.
    spread = colours.max() - colours.min()
    scaled = (colours - colours.min()) / (spread or 1)
    found = skimage.segmentation.slic(
        scaled,
        n_segments=count,
        compactness=COMPACTNESS,
        start_label=0,
        channel_axis=2,
        convert2lab=photo.shape[0] == 3,
    )
    _, numbered = np.unique(found, return_inverse=True)
    return torch.from_numpy(numbered.reshape(found.shape))


def scores_of_coalitions(
    probe: Probe, row: int, baseline: Tensor, parts: Tensor, coalitions: Tensor
) -> Tensor:
    """Scores (B,) of a photo of which only coalitions (B, superpixels) are visible; the rest is the baseline."""
    photo = probe.inputs[row]
    return scores_in_parts(
        probe,
        row,
        lambda part: torch.where(coalitions[part][:, parts].unsqueeze(1), photo, baseline),
        len(coalitions),
    )


def scores_in_parts(probe: Probe, row: int, draw: Callable[[slice], Tensor], count: int) -> Tensor:
    """Scores (count,) of perturbed copies of a photo, which are made a few at a time."""
    scores = []
    for start in range(0, count, AT_ONCE):
        copies = draw(slice(start, min(start + AT_ONCE, count)))
        scores.append(probe.scores(copies, torch.full((len(copies),), row)))
    return torch.cat(scores)


def _blocks(extents: tuple[int, ...], count: int) -> Tensor:
    sides = max(1, round(count ** (1 / len(extents))))
    parts = torch.zeros(extents, dtype=torch.long)
    for axis, extent in enumerate(extents):
        along = torch.arange(extent) * min(sides, extent) // extent
        parts = parts * min(sides, extent) + along.reshape(-1, *[1] * (len(extents) - 1 - axis))
    return parts
