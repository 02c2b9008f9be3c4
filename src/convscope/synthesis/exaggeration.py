"""Caricature: what a layer sees in a photo, drawn more strongly than it is.

The picture is searched from noise so that the layer's values at each place point the same way as the photo's, and
further (Olah et al. 2017, "Feature visualization", and Lucid's notebook of caricatures).  What the layer makes
nothing of is missing; what it looks for is exaggerated.
"""

from __future__ import annotations

from torch import Tensor

from convscope.objectives import Alignment
from convscope.synthesis.climb import Climb
from convscope.synthesis.from_noise import Search
from convscope.synthesis.steppers import Adam
from convscope.synthesis.transforms import Jitter, Rotate, Scale
from convscope.synthesis.view import View

# Small, because the layer's places shall stay those of the photo.
MOVEMENTS = (Jitter(6), Scale(0.97, 1.03), Rotate(2))


def exaggeration(address: str, photo: Tensor, steps: int, rate: float, power: float) -> Search:
    """The search of a picture that has more of what a layer sees in a photo.

    Args:
        address: the layer.
        photo: (1, C, rows, columns), 0 to 1.
        steps: of the ascent.
        rate: of Adam.
        power: of the cosine in `convscope.objectives.Alignment`.
    """
    return Search(lambda view: alignment(view, photo, address, power), Climb(steps, Adam(rate), MOVEMENTS))


def alignment(view: View, photo: Tensor, address: str, power: float) -> Alignment:
    """The objective of having more of what a layer sees in a photo."""
    return Alignment(address, view.values(photo, [address])[address][0], power, "the photo")
