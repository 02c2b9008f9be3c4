"""CRAFT: concepts of patches, important by how much of the score's variance is due to them."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray

from convscope.examine.concepts.class_photos import ClassPhotos
from convscope.examine.concepts.concept_layer import ConceptLayer
from convscope.examine.concepts.factorization import Factorization, as_maps, by_places, check_positive
from convscope.examine.concepts.found import ConceptPatch, Decomposition
from convscope.examine.concepts.sensitivity import derivatives
from convscope.examine.concepts.settings import ConceptSettings
from convscope.examine.concepts.sobol import sobol_indices
from convscope.progress import Progress

# Neighbouring patches overlap by a fifth, as in the authors' program.
_STRIDE = 0.8
_PATCHES = 9

Box = tuple[int, int, int, int]


def craft(
    layer: ConceptLayer, photos: ClassPhotos, settings: ConceptSettings, progress: Progress
) -> Decomposition:
    """Find the concepts of a class's photos, and their importance.

    Patches are cut from the photos, enlarged to the network's input, and the layer's values averaged over the
    places: a row a patch.  These rows are factorized, A = U W, both non-negative: W are the concepts.  At each place
    of a photo the strengths U are those that make its values best, W fixed.  Importance is the total Sobol index of
    each concept for the class's score as a function of masks m in [0, 1]^K on the strengths, f((U m) W), the mean
    over photos.

    Source: Fel et al. 2023, CRAFT: concept recursive activation factorization for explainability.
    """
    check_positive(photos.maps)
    cut = [
        (n, box) for n in range(len(photos.items)) for box in _boxes(photos.inputs.shape[2:], settings.patch)
    ]
    rows, cols = photos.inputs.shape[2:]
    parts = []
    for begin in range(0, len(cut), 32):
        crops = [
            F.interpolate(
                photos.inputs[n : n + 1, :, top:bottom, left:right],
                (rows, cols),
                mode="bilinear",
                align_corners=False,
            )
            for n, (top, left, bottom, right) in cut[begin : begin + 32]
        ]
        parts.append(layer.maps(torch.cat(crops)).mean((2, 3)))
        progress.step(min(begin + 32, len(cut)), len(cut), what="reading patches")
        progress.check()
    factors = Factorization(np.concatenate(parts), settings.concepts, settings.seed)
    shape = photos.maps.shape
    maps = as_maps(factors.strengths_of(by_places(photos.maps)), shape)
    totals = []
    for n, strengths in enumerate(maps):
        totals.append(mask_importance(layer, strengths, factors.directions, settings))
        progress.step(n + 1, len(maps), what="weighing concepts")
        progress.check()
    return Decomposition(
        directions=factors.directions,
        maps=maps,
        importance=np.mean(totals, 0),
        positive=(derivatives(layer, photos.maps, factors.directions) > 0).mean(0),
        patches=tuple(_strongest(factors.strengths[:, k], cut) for k in range(settings.concepts)),
    )


def mask_importance(
    layer: ConceptLayer,
    strengths: NDArray[np.floating],
    directions: NDArray[np.float64],
    settings: ConceptSettings,
) -> NDArray[np.float64]:
    """Total Sobol indices (K,) of masks on the strengths (K, rows, columns) of one photo's concepts."""

    def scores(masks: NDArray[np.float64]) -> NDArray[np.float64]:
        parts = []
        for begin in range(0, len(masks), 64):
            values = np.einsum(
                "mk,kij,kc->mcij", masks[begin : begin + 64], strengths, directions, optimize=True
            )
            parts.append(layer.scores(values.astype(np.float32)))
        return np.concatenate(parts)

    return sobol_indices(scores, len(directions), settings.design, settings.seed).total


def _boxes(size: torch.Size, share: float) -> list[Box]:
    """The patches of a photo, from edge to edge."""

    def starts(length: int) -> tuple[list[int], int]:
        side = max(1, round(share * length))
        found = list(range(0, length - side + 1, max(1, round(_STRIDE * side))))
        return found, side

    (tops, height), (lefts, width) = starts(size[0]), starts(size[1])
    return [(top, left, top + height, left + width) for top in tops for left in lefts]


def _strongest(strengths: NDArray[np.float64], cut: list[tuple[int, Box]]) -> tuple[ConceptPatch, ...]:
    found: dict[int, ConceptPatch] = {}
    for place in np.argsort(-strengths, kind="stable").tolist():
        photo, box = cut[place]
        found.setdefault(photo, ConceptPatch(photo, box, float(strengths[place])))
        if len(found) == _PATCHES:
            break
    return tuple(found.values())
