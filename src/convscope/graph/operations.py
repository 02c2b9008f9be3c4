"""The kinds of operation: the field's names for PyTorch's operators."""

from __future__ import annotations

from typing import Any

_NAMES = {
    "constant_pad_nd": "pad",
    "convolution": "conv",
    "native_group_norm": "group_norm",
    "native_layer_norm": "layer_norm",
}

# Operations that compute each place from the same place of what they read.
POINTWISE = frozenset(
    (
        *("abs", "add", "batch_norm", "celu", "clamp", "clone", "contiguous", "div", "dropout", "elu", "exp"),
        *("feature_dropout", "gelu", "getitem", "hardsigmoid", "hardswish", "hardtanh", "leaky_relu", "log"),
        *("mish", "mul", "neg", "pow", "prelu", "reciprocal", "relu", "relu6", "rsqrt", "rsub", "selu"),
        *("sigmoid", "silu", "softplus", "sqrt", "sub", "tanh", "threshold", "to", "where"),
    )
)

# Of these, the ones that are linear in what depends on the photo, as long as that is one of their arguments.
LINEAR_POINTWISE = frozenset(
    (
        *("add", "batch_norm", "clone", "contiguous", "div", "dropout", "feature_dropout", "getitem", "mul"),
        *("neg", "rsub", "sub", "to", "where"),
    )
)


def operation_of(function: Any, arguments: tuple[Any, ...]) -> str:
    """Kind of a call: ``aten.conv2d.default`` is ``conv``, ``aten.hardtanh.default`` of 0 and 6 is ``relu6``."""
    if not hasattr(function, "_schema"):
        return str(function.__name__)
    name = str(function._schema.name).split("::")[1]
    if name == "hardtanh" and tuple(arguments[1:3]) == (0.0, 6.0):
        return "relu6"
    if name in _NAMES:
        return _NAMES[name]
    adaptive = name.startswith("adaptive_")
    base = name.removeprefix("adaptive_")
    if base[-2:] in ("1d", "2d", "3d"):
        base = base[:-2]
    if not adaptive:
        return base
    return f"global_{base}" if set(arguments[1]) == {1} else f"adaptive_{base}"
