"""Classic comparisons: two ways to connect the same input to the same output, and the cost of each.

All are counted without biases, with outputs at every position of the input, unless the name says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod

from convscope.arithmetic.checks import check_integer
from convscope.arithmetic.costs import FREE, Cost, convolution_cost, linear_cost
from convscope.errors import LayerSizeError, suggest


@dataclass(frozen=True)
class Alternative:
    """One of the compared ways: name, cost, and formula of its parameters."""

    name: str
    cost: Cost
    formula: str


@dataclass(frozen=True)
class Comparison:
    """Ways that can replace each other, the costlier one first."""

    question: str
    alternatives: tuple[Alternative, ...]

    @property
    def ratio(self) -> float:
        """How many times more parameters the first way has than the last."""
        return self.alternatives[0].cost.parameters / max(self.alternatives[-1].cost.parameters, 1)


def _convolutions(
    name: str, steps: Sequence[tuple[int, int, tuple[int, int], int]], positions: Sequence[int]
) -> Alternative:
    """Add up convolutions given as (in channels, out channels, kernel, groups)."""
    total, terms = FREE, []
    for in_channels, out_channels, kernel, groups in steps:
        total += convolution_cost(
            in_channels=in_channels,
            out_channels=out_channels,
            kernel=kernel,
            output=positions,
            groups=groups,
            bias=False,
        )
        terms.append(f"{kernel[0]} x {kernel[1]} x {in_channels // groups} x {out_channels}")
    return Alternative(name, total, " + ".join(terms))


def _dense(name: str, in_features: int, out_features: int) -> Alternative:
    cost = linear_cost(in_features=in_features, out_features=out_features, bias=False)
    return Alternative(name, cost, f"{in_features} x {out_features}")


def dense_against_convolution(channels: int, size: tuple[int, int], filters: int) -> Comparison:
    """A linear layer of ``filters`` units against as many 3x3 filters, which share weights between positions."""
    return Comparison(
        "Must every unit have a weight of its own for every pixel?",
        (
            _dense(f"dense layer of {filters}", channels * prod(size), filters),
            _convolutions(f"{filters} filters 3x3", [(channels, filters, (3, 3), 1)], size),
        ),
    )


def one_7x7_against_three_3x3(channels: int, size: tuple[int, int], filters: int) -> Comparison:
    """One 7x7 against three 3x3, which see the same 7x7 pixels with three nonlinearities (VGG, 2014)."""
    return _single_against_stack(7, channels, size, filters)


def one_5x5_against_two_3x3(channels: int, size: tuple[int, int], filters: int) -> Comparison:
    """One 5x5 against two 3x3, which see the same 5x5 pixels (VGG, 2014; Inception v3, 2015)."""
    return _single_against_stack(5, channels, size, filters)


def _single_against_stack(kernel: int, channels: int, size: tuple[int, int], filters: int) -> Comparison:
    depth = (kernel - 1) // 2
    steps = [(channels if step == 0 else filters, filters, (3, 3), 1) for step in range(depth)]
    return Comparison(
        f"Can small kernels see as much as one of {kernel}x{kernel}?",
        (
            _convolutions(f"one {kernel}x{kernel}", [(channels, filters, (kernel, kernel), 1)], size),
            _convolutions(f"{depth} times 3x3", steps, size),
        ),
    )


def square_against_1x3_3x1(channels: int, size: tuple[int, int], filters: int) -> Comparison:
    """One 3x3 against 1x3 followed by 3x1 (Inception v3, 2015)."""
    return Comparison(
        "Can a square kernel be a row and a column?",
        (
            _convolutions("one 3x3", [(channels, filters, (3, 3), 1)], size),
            _convolutions(
                "1x3, then 3x1", [(channels, filters, (1, 3), 1), (filters, filters, (3, 1), 1)], size
            ),
        ),
    )


def full_against_depthwise_separable(channels: int, size: tuple[int, int], filters: int) -> Comparison:
    """A full 3x3 against a 3x3 within each channel followed by a 1x1 across them (MobileNet, 2017)."""
    return Comparison(
        "Must a filter mix space and channels at once?",
        (
            _convolutions("full 3x3", [(channels, filters, (3, 3), 1)], size),
            _convolutions(
                "depthwise 3x3, then 1x1",
                [(channels, channels, (3, 3), channels), (channels, filters, (1, 1), 1)],
                size,
            ),
        ),
    )


def square_against_1x1(channels: int, size: tuple[int, int], filters: int) -> Comparison:
    """A 1x1 convolution mixes channels: one linear layer, used at every position (NiN, 2013)."""
    return Comparison(
        "What does a kernel of one pixel do?",
        (
            _convolutions("3x3: mixes channels and neighbours", [(channels, filters, (3, 3), 1)], size),
            _convolutions("1x1: mixes channels alone", [(channels, filters, (1, 1), 1)], size),
            Alternative(
                "the same as a linear layer at each position",
                Cost(channels * filters, channels * filters * prod(size)),
                f"{channels} x {filters}",
            ),
        ),
    )


def flatten_against_global_average(channels: int, size: tuple[int, int], filters: int) -> Comparison:
    """A classifier's head of ``filters`` classes on the flattened map, or on each channel's average."""
    return Comparison(
        "Does a class need to know where a feature was found?",
        (
            _dense("flatten, then linear", channels * prod(size), filters),
            _dense("global average pooling, then linear", channels, filters),
        ),
    )


Compare = Callable[[int, tuple[int, int], int], Comparison]

COMPARISONS: dict[str, Compare] = {
    "dense-convolution": dense_against_convolution,
    "7x7-three-3x3": one_7x7_against_three_3x3,
    "5x5-two-3x3": one_5x5_against_two_3x3,
    "3x3-1x3-3x1": square_against_1x3_3x1,
    "full-depthwise-separable": full_against_depthwise_separable,
    "3x3-1x1": square_against_1x1,
    "flatten-global-average": flatten_against_global_average,
}


def compare(name: str, *, channels: int, size: tuple[int, int], filters: int) -> Comparison:
    """Compute a comparison by its name in `COMPARISONS`.

    Args:
        name: which comparison.
        channels: channels of the input.
        size: (rows, columns) of the input.
        filters: output channels, units or classes.

    Raises:
        LayerSizeError: an unknown name or an impossible number.
    """
    if name not in COMPARISONS:
        hint = suggest(name, COMPARISONS, f"Choose one of {', '.join(COMPARISONS)}.")
        raise LayerSizeError(f"There is no comparison {name!r}.", hint)
    check_integer("number of filters", filters, 1)
    for number in (channels, *size):
        check_integer("input size", number, 1)
    return COMPARISONS[name](channels, size, filters)
