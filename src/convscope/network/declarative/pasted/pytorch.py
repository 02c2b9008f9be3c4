"""PyTorch's modules as words of the arrow form; every argument has PyTorch's own name and default."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from convscope.errors import LayerSizeError
from convscope.network.declarative.pasted.call import number, only, sizes, yes_or_no

Shape = tuple[int, ...]
Layer = Callable[..., Iterator[str]]

IGNORED = ("inplace", "device", "dtype", "track_running_stats")


def _takes(name: str, wanted: Any, got: int) -> None:
    """Check what a module says of its input.

    Raises:
        LayerSizeError: its input is another.
    """
    if int(sizes(name, wanted)) != got:
        raise LayerSizeError(f"It says {name}={wanted}, but {got} come in.", f"Write {name}={got}.")


def _conv(
    axes: int,
    shape: Shape,
    in_channels: Any,
    out_channels: Any,
    kernel_size: Any,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: Any = 1,
    bias: Any = True,
    padding_mode: Any = "zeros",
) -> Iterator[str]:
    _takes("in_channels", in_channels, shape[0])
    only("padding_mode", padding_mode, "zeros")
    if isinstance(padding, str):
        only("padding", padding, "same", "valid")
        if padding == "same" and set(stride if isinstance(stride, tuple) else (stride,)) != {1}:
            raise LayerSizeError('PyTorch\'s padding "same" needs stride 1.', "Give the padding as a number.")
        around = "same-tensorflow" if padding == "same" else "0"  # one and the same at stride 1
    else:
        around = sizes("padding", padding)
    yield (
        f"conv{axes}d {sizes('out_channels', out_channels)} {sizes('kernel_size', kernel_size)} "
        f"stride {sizes('stride', stride)} padding {around} dilation {sizes('dilation', dilation)} "
        f"groups {sizes('groups', groups)} bias {yes_or_no('bias', bias)}"
    )


def _max_pool(
    axes: int,
    shape: Shape,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    return_indices: Any = False,
    ceil_mode: Any = False,
) -> Iterator[str]:
    only("dilation", dilation, 1)
    only("return_indices", return_indices, False)
    yield _pool_words(f"maxpool{axes}d", kernel_size, stride, padding, ceil_mode)


def _avg_pool(
    axes: int,
    shape: Shape,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: Any = False,
    count_include_pad: Any = True,
    divisor_override: Any = None,
) -> Iterator[str]:
    only("count_include_pad", count_include_pad, True)
    only("divisor_override", divisor_override, None)
    yield _pool_words(f"avgpool{axes}d", kernel_size, stride, padding, ceil_mode)


def _pool_words(word: str, kernel_size: Any, stride: Any, padding: Any, ceil_mode: Any) -> str:
    step = "" if stride is None else f" stride {sizes('stride', stride)}"
    around = f" padding {sizes('padding', padding)} ceil {yes_or_no('ceil_mode', ceil_mode)}"
    return f"{word} {sizes('kernel_size', kernel_size)}{step}{around}"


def _adaptive(axes: int, shape: Shape, output_size: Any) -> Iterator[str]:
    yield f"adaptiveavgpool{axes}d {sizes('output_size', output_size)}"


def _linear(shape: Shape, in_features: Any, out_features: Any, bias: Any = True) -> Iterator[str]:
    if len(shape) == 1:
        _takes("in_features", in_features, shape[0])
    yield f"dense {sizes('out_features', out_features)} bias {yes_or_no('bias', bias)}"


def _batchnorm(
    shape: Shape, num_features: Any, eps: Any = 1e-5, momentum: Any = 0.1, affine: Any = True
) -> Iterator[str]:
    _takes("num_features", num_features, shape[0])
    only("affine", affine, True)
    yield f"batchnorm epsilon {number('eps', eps)} momentum {number('momentum', momentum)}"


def _flatten(shape: Shape, start_dim: Any = 1, end_dim: Any = -1) -> Iterator[str]:
    only("start_dim", start_dim, 1)
    only("end_dim", end_dim, -1)
    yield "flatten"


def _dropout(shape: Shape, p: Any = 0.5) -> Iterator[str]:
    yield f"dropout {number('p', p)}"


def _channel_dropout(shape: Shape, p: Any = 0.5) -> Iterator[str]:
    yield f"channeldropout {number('p', p)}"


def _plain(word: str, shape: Shape) -> Iterator[str]:
    yield word


def _leaky_relu(shape: Shape, negative_slope: Any = 0.01) -> Iterator[str]:
    yield f"leakyrelu {number('negative_slope', negative_slope)}"


def _gelu(shape: Shape, approximate: Any = "none") -> Iterator[str]:
    only("approximate", approximate, "none")
    yield "gelu"


def _elu(shape: Shape, alpha: Any = 1.0) -> Iterator[str]:
    only("alpha", alpha, 1.0, 1)
    yield "elu"


def _softmax(shape: Shape, dim: Any = None) -> Iterator[str]:
    only("dim", dim, 1, -len(shape), *((None,) if len(shape) == 1 else ()))
    yield "softmax"


def _identity(shape: Shape) -> Iterator[str]:
    yield from ()


def _by_axes() -> Iterator[tuple[str, Layer]]:
    for axes in (1, 2, 3):
        yield f"Conv{axes}d", partial(_conv, axes)
        yield f"MaxPool{axes}d", partial(_max_pool, axes)
        yield f"AvgPool{axes}d", partial(_avg_pool, axes)
        yield f"AdaptiveAvgPool{axes}d", partial(_adaptive, axes)
        yield f"BatchNorm{axes}d", _batchnorm
        yield f"Dropout{axes}d", _channel_dropout


PYTORCH: Mapping[str, Layer] = {
    **dict(_by_axes()),
    "Linear": _linear,
    "Flatten": _flatten,
    "Dropout": _dropout,
    "Identity": _identity,
    "LeakyReLU": _leaky_relu,
    "GELU": _gelu,
    "ELU": _elu,
    "Softmax": _softmax,
    **{name: partial(_plain, name.lower()) for name in ("ReLU", "ReLU6", "Tanh", "Sigmoid", "SiLU")},
}
