"""Output sizes of convolution, pooling and transposed convolution along one axis.

Formulas after Dumoulin and Visin, "A guide to convolution arithmetic for deep learning" (2016), with
PyTorch's rules where frameworks differ.  A layer in two or three dimensions is one call an axis.
"""

from __future__ import annotations

from convscope.arithmetic.checks import check_integer
from convscope.arithmetic.padding import Padding, transposed_sides, window_sides
from convscope.errors import LayerSizeError


def kernel_span(kernel: int, dilation: int = 1) -> int:
    """Inputs from the first to the last that a kernel touches: dilation (kernel - 1) + 1."""
    check_integer("kernel", kernel, 1)
    check_integer("dilation", dilation, 1)
    return dilation * (kernel - 1) + 1


def convolution_size(
    extent: int, *, kernel: int, stride: int = 1, padding: Padding = 0, dilation: int = 1
) -> int:
    """Number of outputs of a convolution: floor((extent + before + after - span) / stride) + 1.

    Args:
        extent: number of inputs.
        kernel: number of weights.
        stride: inputs between the windows of neighbouring outputs.
        padding: zeros added on both sides, ``(before, after)``, or a name; see `window_sides`.
        dilation: inputs between neighbouring weights.

    Raises:
        LayerSizeError: a number is impossible, or the kernel does not fit into the padded input.
    """
    check_integer("input size", extent, 1)
    check_integer("stride", stride, 1)
    span = kernel_span(kernel, dilation)
    before, after = window_sides(padding, extent, kernel=kernel, stride=stride, dilation=dilation)
    padded = extent + before + after
    if span > padded:
        dilated = f" (dilated by {dilation}: {span})" if dilation > 1 else ""
        raise LayerSizeError(
            f"A kernel of {kernel}{dilated} must fit into the padded input, but that is {padded} wide.",
            f"Use a smaller kernel, or pad by {span - padded} more.",
        )
    return (padded - span) // stride + 1


def pooling_size(
    extent: int,
    *,
    kernel: int,
    stride: int | None = None,
    padding: Padding = 0,
    dilation: int = 1,
    ceil_mode: bool = False,
) -> int:
    """Number of outputs of a pooling; the stride is the kernel unless given.

    In ceil mode a last, incomplete window is counted too if it starts inside the input or the padding before
    it, which is PyTorch's rule.

    Raises:
        LayerSizeError: a number is impossible, the window does not fit, or a padding in numbers is more than
            half the kernel, which PyTorch refuses because a window could hold nothing but padding.
    """
    check_integer("input size", extent, 1)
    span = kernel_span(kernel, dilation)
    stride = check_integer("stride", kernel if stride is None else stride, 1)
    before, after = window_sides(padding, extent, kernel=kernel, stride=stride, dilation=dilation)
    if not isinstance(padding, str) and max(before, after) > kernel // 2:
        raise LayerSizeError(
            f"The padding of a pooling must be at most half its kernel of {kernel}, "
            f"got {max(before, after)}.",
            f"Pad by at most {kernel // 2}.",
        )
    if ceil_mode:
        last = -((span - extent - before - after) // stride)
        size = last + 1 if last * stride < extent + before else last
        if size > 0:
            return size
    return convolution_size(extent, kernel=kernel, stride=stride, padding=(before, after), dilation=dilation)


def transposed_size(
    extent: int,
    *,
    kernel: int,
    stride: int = 1,
    padding: Padding = 0,
    output_padding: int = 0,
    dilation: int = 1,
) -> int:
    """Number of outputs of a transposed convolution.

    (extent - 1) stride + span - before - after + output padding, where the padding is that of the convolution
    that is transposed: here it crops the output.

    Raises:
        LayerSizeError: a number is impossible, or the padding crops all of the output.
    """
    check_integer("input size", extent, 1)
    check_integer("stride", stride, 1)
    check_integer("output padding", output_padding, 0)
    span = kernel_span(kernel, dilation)
    if output_padding >= max(stride, dilation):
        raise LayerSizeError(
            f"The output padding must be smaller than the stride or the dilation, got {output_padding} "
            f"with stride {stride} and dilation {dilation}.",
            f"Give at most {max(stride, dilation) - 1}.",
        )
    before, after = transposed_sides(padding, kernel=kernel, stride=stride, dilation=dilation)
    size = (extent - 1) * stride + span - before - after + output_padding
    if size < 1:
        raise LayerSizeError(
            f"The padding must leave at least one output, but ({before}, {after}) crops "
            f"{(extent - 1) * stride + span + output_padding} outputs to {size}.",
            "Use a smaller padding.",
        )
    return size
