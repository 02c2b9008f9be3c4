"""The task of a colorizer: the colour of each place, where the photo gives its lightness.

Source: Zhang, Isola and Efros 2016, "Colorful image colorization", arXiv:1603.08511.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import ClassVar

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from convscope.images.lab import lab_of
from convscope.network.task.places import Segmentation
from convscope.network.task.task import Figure, Scorer

# Between neighbouring colours, in units of a and b.
GRID = 10
# Of the annealed mean: the paper's compromise between the mean, 1, and the likeliest colour, 0.
TEMPERATURE = 0.38
# How far, in units of a and b, a colour counts as its neighbours.
_BLUR = 5.0
# One of two outputs is so many units of a or b.
_UNIT = 100.0
_STEP = 5  # of sRGB's cube, for the colours that there are


@cache
def colour_names() -> tuple[str, ...]:
    """The colours that sRGB can show, ``a 10 b -30``, on a grid of 10 in a and b: 260 (the paper counts 313)."""
    levels = np.arange(0, 256, _STEP, dtype=np.uint8)
    cube = np.stack(np.meshgrid(levels, levels, levels, indexing="ij"), -1)
    places = np.unique(np.rint(lab_of(cube)[..., 1:].reshape(-1, 2) / GRID).astype(int), axis=0)
    return tuple(f"a {GRID * a} b {GRID * b}" for a, b in places)


@dataclass(frozen=True)
class Colours(Segmentation):
    """A colour for each place: scores (N, colours, rows, columns), or a / 100 and b / 100, (N, 2, rows, columns).

    Rows and columns may be fewer than the photo's.
    """

    name: ClassVar[str] = "colours"
    summary: ClassVar[str] = "the colour of each place"
    heading: ClassVar[str] = "The colours of most places"
    figures: ClassVar[tuple[Figure, ...]] = (Figure("chroma gain", "higher", "dB"), Figure("loss", "lower"))

    @cached_property
    def grid(self) -> Tensor:
        """The a and b (colours, 2) of the labels."""
        return torch.tensor([[float(value) for value in name.split()[1::2]] for name in self.labels.names])

    def ab(self, scores: Tensor, temperature: float = TEMPERATURE) -> Tensor:
        """The a and b (N, 2, rows, columns) of each place: the annealed mean of the colours.

        With scores s over colours c it is sum_c p_c c, p = softmax(s / T).

        Args:
            scores: of the network.
            temperature: T; 1 gives the mean, which is dull, small ones the likeliest colour, which is spotty.  Two
                outputs are the mean already.
        """
        if scores.shape[1] == 2:
            return _UNIT * scores
        return torch.einsum("nqrc,qk->nkrc", (scores / temperature).softmax(1), self.grid.to(scores))

    def class_maps(self, scores: Tensor) -> Tensor:
        """A score (N, colours, rows, columns) of each colour; of a and b, how near they are to it, -d^2 / (2 5^2)."""
        return scores if scores.shape[1] != 2 else self._nearness(_UNIT * scores)

    def class_probability(self, index: int) -> Scorer:
        """The mean of the probability over all places."""
        return lambda scores: self.class_maps(scores).softmax(1)[:, index].flatten(1).mean(1)

    def loss(self, scores: Tensor, truth: Tensor, weights: Tensor | None = None) -> Tensor:
        """Cross-entropy to the true colour, spread over its neighbours; of a and b, the mean squared error.

        Args:
            scores: (N, colours, rows, columns), or (N, 2, rows, columns).
            truth: (N, 2, rows, columns) a and b.
            weights: (colours,) how much a place of each colour counts; by default 1.
        """
        if scores.shape[1] == 2:
            return (scores - truth / _UNIT).square().flatten(1).mean(1)
        wanted = self._nearness(truth).softmax(1)
        each = F.cross_entropy(scores, wanted, reduction="none")
        if weights is not None:
            each = each * torch.einsum("nqrc,q->nrc", wanted, weights.to(wanted))
        return each.flatten(1).mean(1)

    def shares(self, ab: Tensor) -> Tensor:
        """How many places (colours,) have each colour, or a near one, of a and b (N, 2, rows, columns)."""
        return self._nearness(ab).softmax(1).sum((0, 2, 3))

    @property
    def meaning(self) -> str:
        """What a place's numbers are."""
        return "of each place a score (logit) for each colour, a and b of CIE L*a*b*; the photo gives its lightness"

    def _of_class(self, scores: Tensor, index: int) -> Tensor:
        return self.class_maps(scores)[:, index]

    def _winners(self, scores: Tensor) -> Tensor:
        return self.class_maps(scores).argmax(1)

    def _nearness(self, ab: Tensor) -> Tensor:
        """How near a and b (N, 2, rows, columns) are to each colour: (N, colours, rows, columns)."""
        places = ab.movedim(1, -1)
        return -torch.cdist(places, self.grid.to(places)).square().movedim(-1, 1) / (2 * _BLUR**2)


def colour_weights(shares: Tensor) -> Tensor:
    """How much a place of each colour counts, so that the many grey ones do not drown the others.

    w = 1 / ((p + 1 / Q) / 2) with p the share of a colour among Q, scaled so that the mean over all places is 1.

    Args:
        shares: (colours,), their sum is 1.
    """
    weights = 1 / ((shares + 1 / len(shares)) / 2)
    return weights / (shares * weights).sum()
