"""Filter banks: sets of kernels; each kernel is also available by its own name."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from convscope.errors import FilterError
from convscope.filters import limits
from convscope.filters.catalogue import KERNELS, kernel, summary_of
from convscope.filters.kernels import Kernel
from convscope.filters.recipe import Maker, Number, Recipe, parse

LARGEST_BANK = 256


@dataclass(frozen=True)
class Bank:
    """A set of kernels.

    Attributes:
        name: its text form.
        kernels: at least one, in the bank's order.
        summary: what it is, one sentence.
    """

    name: str
    kernels: tuple[Kernel, ...]
    summary: str = ""

    def thetas(self) -> tuple[float | None, ...]:
        """Direction in degrees, from 0 below 180, of each kernel that has one, else None."""
        options = [parse(each.name, KERNELS, "kernel").options for each in self.kernels]
        return tuple(of_one["theta"] % 180 if "theta" in of_one else None for of_one in options)


def haar(scales: int = 3) -> list[Recipe]:
    """Haar's four kernels at sizes 2, 4, 8 and so on."""
    _at_least_one("scales", scales)
    names = ("haar-average", "haar-horizontal", "haar-vertical", "haar-diagonal")
    return [Recipe(name, {"size": 2 ** (scale + 1)}) for scale in range(scales) for name in names]


def gradient() -> list[Recipe]:
    """The classic gradients of 3 by 3 pixels and less: Prewitt, Sobel, Scharr and Roberts."""
    families = ("prewitt", "sobel", "scharr")
    pairs = [f"{family}-{direction}" for family in families for direction in ("horizontal", "vertical")]
    return [Recipe(name, {}) for name in (*pairs, "roberts-down-right", "roberts-down-left")]


def gabor(
    scales: int = 4, orientations: int = 8, frequency: float = 0.25, bandwidth: float = 1.0
) -> list[Recipe]:
    """Gabor's kernels at frequencies half an octave apart from ``frequency`` down, in all directions."""
    _at_least_one("scales", scales)
    _at_least_one("orientations", orientations)
    # Kernels at the default bandwidth go by their shorter name.
    more = {} if bandwidth == 1 else {"bandwidth": bandwidth}
    return [
        _recipe("gabor", frequency=frequency / math.sqrt(2) ** scale, theta=theta, **more)
        for scale in range(scales)
        for theta in _around(orientations)
    ]


def steerable(sigma: float = 1.5, scales: int = 2, orientations: int = 6) -> list[Recipe]:
    """First and second derivatives of a Gaussian in all directions, at sigmas that double."""
    _at_least_one("scales", scales)
    _at_least_one("orientations", orientations)
    return [
        _recipe("steerable", order=order, theta=theta, sigma=sigma * 2**scale)
        for scale in range(scales)
        for order in (1, 2)
        for theta in _around(orientations)
    ]


def leung_malik(size: int = 49) -> list[Recipe]:
    """Leung and Malik's 48: edges and bars at 3 scales in 6 directions, 8 Laplacians, 4 Gaussians.

    Sigmas √2, 2 and 2√2 for edges and bars; √2 to 4, and three times these, for the Laplacians of Gaussians;
    √2 to 4 for the Gaussians.
    """
    sigmas = [math.sqrt(2) ** power for power in (1, 2, 3, 4)]
    oriented = [
        _recipe("bar", order=order, theta=theta, sigma=sigma, size=size)
        for order in (1, 2)
        for sigma in sigmas[:3]
        for theta in _around(6)
    ]
    spots = [
        _recipe("laplacian-of-gaussian", sigma=factor * sigma, size=size)
        for factor in (1, 3)
        for sigma in sigmas
    ]
    return [*oriented, *spots, *(_recipe("gaussian", sigma=sigma, size=size) for sigma in sigmas)]


BANKS: Mapping[str, Maker] = {
    "haar": haar,
    "gradient": gradient,
    "gabor": gabor,
    "steerable": steerable,
    "leung-malik": leung_malik,
}


def bank(text: str) -> Bank:
    """Make a named bank.

    Args:
        text: a name of `BANKS`, with options where wanted: ``gabor:scales=3,orientations=6``.

    Raises:
        FilterError: when the name or an option is unknown, with near matches, or a value impossible.
    """
    recipe = parse(text, BANKS, "filter bank")
    recipes = recipe.make(BANKS)
    if len(recipes) > LARGEST_BANK:
        raise FilterError(f"A bank may have {LARGEST_BANK} kernels at most, but {text!r} has {len(recipes)}.")
    kernels = tuple(kernel(str(one)) for one in recipes)
    return Bank(str(recipe), kernels, summary_of(BANKS[recipe.name]))


def _recipe(name: str, **options: Number) -> Recipe:
    """A recipe with its numbers rounded to be read and typed."""
    return Recipe(name, {option: _short(value) for option, value in options.items()})


def _short(value: Number) -> Number:
    return value if isinstance(value, int) else round(value, 4)


def _around(count: int) -> list[float]:
    """Directions that divide half a turn evenly."""
    return [180 * number / count for number in range(count)]


def _at_least_one(name: str, value: int) -> None:
    limits.positive(name, value)
    if value > LARGEST_BANK:
        raise FilterError(f"{name.capitalize()} may be {LARGEST_BANK} at most, not {value}.")
