"""The checkerboard of transposed convolutions: neighbouring outputs that are sums of unequally many products.

Source: Odena, Dumoulin and Olah 2016, "Deconvolution and checkerboard artifacts", doi:10.23915/distill.00003.
"""

from __future__ import annotations


def products_by_turns(*, kernel: int, stride: int, dilation: int = 1) -> tuple[int, ...]:
    """How many weights of a transposed convolution meet an input at each of ``stride`` neighbouring outputs.

    Weight w puts input i to output ``stride i + dilation w``, so that the outputs that leave the remainder r when
    divided by the stride get the weights of which ``dilation w`` leaves it, too.  Where the stride divides the kernel
    and nothing is dilated, all outputs get as many.

    Args:
        kernel: weights along the axis.
        stride: outputs between neighbouring inputs.
        dilation: outputs between neighbouring weights.
    """
    reached = [dilation * weight % stride for weight in range(kernel)]
    return tuple(reached.count(remainder) for remainder in range(stride))


def checkerboard_remark(axis: str, *, kernel: int, stride: int, dilation: int = 1) -> list[str]:
    """A sentence about outputs along an axis that are sums of unequally many products, if there are any."""
    turns = products_by_turns(kernel=kernel, stride=stride, dilation=dilation)
    if len(set(turns)) == 1:
        return []
    counts = ", ".join(map(str, turns))
    return [
        f"Neighbouring {axis} are sums of {counts} products a channel by turns, which shows as a checkerboard; a "
        f"stride of {stride} that divides the kernel, or resizing before a convolution, gives all as many."
    ]
