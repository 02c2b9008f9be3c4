"""Keras's layers as words of the arrow form; every argument has Keras's own name and default."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from convscope.network.declarative.pasted.call import number, only, sizes, yes_or_no
from convscope.network.declarative.pasted.keras_activations import ACTIVATION_LAYERS, activated

Shape = tuple[int, ...]
Layer = Callable[..., Iterator[str]]

# Of these a network of random or loaded weights keeps nothing.
IGNORED = (
    *("name", "dtype", "trainable", "seed", "noise_shape", "batch_size", "input_shape", "input_dim"),
    *(
        f"{what}_{how}"
        for what in ("kernel", "bias", "activity", "depthwise", "pointwise", "gamma", "beta")
        for how in ("initializer", "regularizer", "constraint")
    ),
    *("moving_mean_initializer", "moving_variance_initializer"),
)


def _padding(padding: Any) -> str:
    named = padding.lower() if isinstance(padding, str) else padding
    only("padding", named, "valid", "same")
    return " padding same-tensorflow" if named == "same" else ""


def _order(data_format: Any) -> None:
    only("data_format", data_format, None, "channels_last")


def _conv(
    axes: int,
    shape: Shape,
    filters: Any,
    kernel_size: Any,
    strides: Any = 1,
    padding: Any = "valid",
    data_format: Any = None,
    dilation_rate: Any = 1,
    groups: Any = 1,
    activation: Any = None,
    use_bias: Any = True,
) -> Iterator[str]:
    _order(data_format)
    yield (
        f"conv{axes}d {sizes('filters', filters)} {sizes('kernel_size', kernel_size)} "
        f"stride {sizes('strides', strides)}{_padding(padding)} dilation {sizes('dilation_rate', dilation_rate)} "
        f"groups {sizes('groups', groups)} bias {yes_or_no('use_bias', use_bias)}"
    )
    yield from activated(activation)


def _depthwise(
    shape: Shape,
    kernel_size: Any,
    strides: Any = 1,
    padding: Any = "valid",
    depth_multiplier: Any = 1,
    data_format: Any = None,
    dilation_rate: Any = 1,
    activation: Any = None,
    use_bias: Any = True,
) -> Iterator[str]:
    filters = shape[0] * int(sizes("depth_multiplier", depth_multiplier))
    how = (strides, padding, data_format, dilation_rate, shape[0], activation, use_bias)
    yield from _conv(2, shape, filters, kernel_size, *how)


def _separable(
    shape: Shape,
    filters: Any,
    kernel_size: Any,
    strides: Any = 1,
    padding: Any = "valid",
    data_format: Any = None,
    dilation_rate: Any = 1,
    depth_multiplier: Any = 1,
    activation: Any = None,
    use_bias: Any = True,
) -> Iterator[str]:
    how = (strides, padding, depth_multiplier, data_format, dilation_rate)
    yield from _depthwise(shape, kernel_size, *how, use_bias=False)
    yield from _conv(2, shape, filters, 1, activation=activation, use_bias=use_bias)


def _pool(
    word: str,
    shape: Shape,
    pool_size: Any = 2,
    strides: Any = None,
    padding: Any = "valid",
    data_format: Any = None,
) -> Iterator[str]:
    _order(data_format)
    stride = "" if strides is None else f" stride {sizes('strides', strides)}"
    yield f"{word} {sizes('pool_size', pool_size)}{stride}{_padding(padding)}"


def _global(word: str, shape: Shape, data_format: Any = None, keepdims: Any = False) -> Iterator[str]:
    _order(data_format)
    only("keepdims", keepdims, False)
    yield word


def _dense(shape: Shape, units: Any, activation: Any = None, use_bias: Any = True) -> Iterator[str]:
    yield f"dense {sizes('units', units)} bias {yes_or_no('use_bias', use_bias)}"
    yield from activated(activation)


def _flatten(shape: Shape, data_format: Any = None) -> Iterator[str]:
    _order(data_format)
    yield "flatten"


def _dropout(shape: Shape, rate: Any) -> Iterator[str]:
    yield f"dropout {number('rate', rate)}"


def _spatial_dropout(shape: Shape, rate: Any, data_format: Any = None) -> Iterator[str]:
    _order(data_format)
    yield f"channeldropout {number('rate', rate)}"


def _batchnorm(
    shape: Shape,
    axis: Any = -1,
    momentum: Any = 0.99,
    epsilon: Any = 0.001,
    center: Any = True,
    scale: Any = True,
) -> Iterator[str]:
    only("axis", axis, -1)
    only("center", center, True)
    only("scale", scale, True)
    # Keras's momentum is what is kept of the old mean, PyTorch's what is taken of the new one.
    kept = float(number("momentum", momentum))
    yield f"batchnorm epsilon {number('epsilon', epsilon)} momentum {round(1 - kept, 12)!r}"


def _by_axes() -> Iterator[tuple[str, Layer]]:
    for axes in (1, 2, 3):
        for name in (f"Conv{axes}D", f"Convolution{axes}D"):
            yield name, partial(_conv, axes)
        yield f"SpatialDropout{axes}D", _spatial_dropout
        for kind, names in (("max", ("Max", "MaxPooling")), ("avg", ("Avg", "AveragePooling"))):
            for name in (f"{names[0]}Pool{axes}D", f"{names[1]}{axes}D"):
                yield name, partial(_pool, f"{kind}pool{axes}d")
                yield f"Global{name}", partial(_global, f"global{kind}pool{axes}d")


KERAS: Mapping[str, Layer] = {
    **dict(_by_axes()),
    "DepthwiseConv2D": _depthwise,
    "SeparableConv2D": _separable,
    "Dense": _dense,
    "Flatten": _flatten,
    "Dropout": _dropout,
    "BatchNormalization": _batchnorm,
    **ACTIVATION_LAYERS,
}
