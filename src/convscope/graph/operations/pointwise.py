"""Rows of the operations that compute each place from the same place of what they read."""

from convscope.graph.operations.families import (
    ACTIVATION,
    COMPARISON,
    IDENTITY,
    LINEAR_POINTWISE,
    row,
    rows,
)
from convscope.graph.operations.operation import Operation

POINTWISE: tuple[Operation, ...] = (
    # Every spelling of y = min(max(x, 0), c) has this name, with its ceiling: relu, relu6.  Those of several
    # operations, such as x * (x > 0), are made one when the graph is made (`convscope.graph.tracing.rectifiers`).
    row(ACTIVATION, "relu", "relu", "relu6", is_rectifier=True, openvino="relu", memory="written over"),
    row(ACTIVATION, "sigmoid", is_gate=True, openvino="sigmoid", probabilities="sigmoid"),
    row(ACTIVATION, "log_sigmoid", probabilities="sigmoid"),
    row(ACTIVATION, "tanh", is_gate=True, openvino="tanh"),
    row(ACTIVATION, "hardsigmoid", is_gate=True, openvino="hsigmoid"),
    row(ACTIVATION, "hardswish", openvino="hswish"),
    row(ACTIVATION, "silu", openvino="swish"),
    row(ACTIVATION, "exp", openvino="exp"),
    row(ACTIVATION, "pow", "pow", "square", "float_power"),
    row(ACTIVATION, "maximum", "maximum", "max.other", drawing="merge"),
    row(ACTIVATION, "minimum", "minimum", "min.other", drawing="merge"),
    row(ACTIVATION, "rrelu", "rrelu", chance="in training", training="training"),
    *rows(
        ACTIVATION, "abs", "celu", "clamp", "clamp_max", "clamp_min", "cos", "elu", "erf", "expm1", "floor"
    ),
    row(ACTIVATION, "leaky_relu", openvino="prelu"),
    *rows(ACTIVATION, "gelu", "hardshrink", "hardtanh", "log", "log10", "log1p", "log2"),
    *rows(ACTIVATION, "mish", "prelu", "reciprocal", "round", "rsqrt", "selu", "sign", "sin"),
    *rows(ACTIVATION, "softplus", "softshrink", "sqrt", "tan", "threshold", "trunc"),
    row(LINEAR_POINTWISE, "add", openvino="add", memory="own", drawing="merge"),
    row(LINEAR_POINTWISE, "sub", openvino="subtract", drawing="merge", title="subtract"),
    row(LINEAR_POINTWISE, "rsub"),
    row(LINEAR_POINTWISE, "neg", "neg", "negative"),
    row(
        LINEAR_POINTWISE,
        "mul",
        "mul",
        "multiply",
        deeplift="product",
        lrp="product",
        openvino="multiply",
        drawing="merge",
        title="multiply",
    ),
    row(
        ACTIVATION,
        "div",
        *("div", "divide", "true_divide", "truediv"),
        linear="in the first argument",
        openvino="divide",
    ),
    row(
        LINEAR_POINTWISE,
        "batch_norm",
        *("batch_norm", "native_batch_norm"),
        channels="by statistics",
        openvino="batch_norm_inference",
        arithmetic="batch norm",
        memory="written over",
        batch="in training",
        training="training",
        depends_on_layout="gradient",
    ),
    row(LINEAR_POINTWISE, "where", deeplift="rescale", lrp="gradient"),
    row(LINEAR_POINTWISE, "masked_fill", deeplift="rescale", lrp="gradient"),
    *rows(COMPARISON, "eq", "ge", "gt", "isfinite", "isinf", "isnan", "le", "logical_and", "logical_not"),
    *rows(COMPARISON, "bitwise_and", "bitwise_not", "bitwise_or", "bitwise_xor", "logical_or", "lt", "ne"),
    row(IDENTITY, "clone", "clone", "lift_fresh_copy", "lift_fresh"),
    row(IDENTITY, "contiguous", arithmetic="moved"),
    row(IDENTITY, "alias", "alias", arithmetic="moved"),
    row(IDENTITY, "detach", deeplift="nothing", lrp="gradient"),
    row(IDENTITY, "to", "to", "type_as", "_to_copy"),
    *rows(
        IDENTITY,
        *("dropout", "feature_dropout", "alpha_dropout", "feature_alpha_dropout"),
        chance="in training",
        training="train",
    ),
)
