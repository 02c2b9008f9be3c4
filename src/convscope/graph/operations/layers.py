"""Rows of the operations that read several places or channels: layers with weights, pooling, normalisation."""

from dataclasses import replace

from convscope.graph.operations.families import (
    NORMALISATION,
    POOLING,
    REDUCTION,
    RESIZING,
    UNKNOWN,
    over_axes,
    row,
    rows,
)
from convscope.graph.operations.operation import Operation

_WEIGHTED = replace(UNKNOWN, lrp="shares", memory="own", drawing="box")
_PRODUCT = replace(UNKNOWN, memory="own")

LAYERS: tuple[Operation, ...] = (
    row(
        _WEIGHTED,
        "conv",
        *(*over_axes("conv"), "convolution"),
        receptive_field="window",
        cost="weights at each place",
        channels="by weights",
        openvino="convolution",
        arithmetic="convolution",
    ),
    row(
        _WEIGHTED,
        "conv_transpose",
        *over_axes("conv_transpose"),
        receptive_field="transposed window",
        cost="weights at each place",
        arithmetic="transposed convolution",
    ),
    row(
        _WEIGHTED,
        "linear",
        receptive_field="along dimensions",
        cost="weights at each row",
        openvino="matmul",
        arithmetic="linear",
    ),
    row(
        POOLING,
        "max_pool",
        *over_axes("max_pool"),
        receptive_field="window",
        deeplift="maximum",
        openvino="max_pool",
        arithmetic="pooling",
    ),
    row(
        POOLING,
        "avg_pool",
        *over_axes("avg_pool"),
        receptive_field="window",
        openvino="avg_pool",
        arithmetic="pooling",
    ),
    row(
        POOLING,
        "adaptive_avg_pool",
        *(*over_axes("adaptive_avg_pool"), *over_axes("_adaptive_avg_pool")),
        receptive_field="adaptive",
        openvino="adaptive_avg_pool",
        arithmetic="adaptive pooling",
        title="adaptive average pool",
    ),
    row(
        POOLING,
        "adaptive_max_pool",
        *over_axes("adaptive_max_pool"),
        receptive_field="adaptive",
        arithmetic="adaptive pooling",
    ),
    # The adaptive ones with one place left.
    row(
        POOLING,
        "global_avg_pool",
        *(f"{spelling} to one place" for spelling in over_axes("adaptive_avg_pool")),
        openvino="reduce_mean",
        arithmetic="adaptive pooling",
        title="global average pool",
    ),
    row(
        POOLING,
        "global_max_pool",
        *(f"{spelling} to one place" for spelling in over_axes("adaptive_max_pool")),
        arithmetic="adaptive pooling",
    ),
    *(
        row(RESIZING, f"upsample_{mode}", f"upsample_{mode}{axes}d", openvino="interpolate")
        for mode, axes in (("linear", 1), ("bilinear", 2), ("trilinear", 3))
    ),
    row(RESIZING, "upsample_nearest", *over_axes("upsample_nearest"), openvino="interpolate"),
    row(RESIZING, "upsample_bicubic", "upsample_bicubic2d"),
    row(
        RESIZING,
        "upsample_nearest_exact",
        *over_axes("_upsample_nearest_exact"),
        receptive_field="everything",
    ),
    row(
        NORMALISATION,
        "layer_norm",
        *("layer_norm", "native_layer_norm"),
        receptive_field="along dimensions",
        arithmetic="layer norm",
    ),
    row(NORMALISATION, "group_norm", "group_norm", "native_group_norm", openvino="group_normalization"),
    row(NORMALISATION, "instance_norm", depends_on_layout="gradient"),
    row(NORMALISATION, "rms_norm"),
    row(
        REDUCTION,
        "mean",
        openvino="reduce_mean",
        arithmetic="reduction",
        drawing="box",
        title="global average pool",
    ),
    row(REDUCTION, "sum", arithmetic="reduction"),
    *rows(REDUCTION, "amax", "amin", "logsumexp", "prod", "std", "var"),
    row(REDUCTION, "softmax", "softmax", "_softmax", channels="mixed", is_gate=True, probabilities="softmax"),
    row(REDUCTION, "log_softmax", "log_softmax", "_log_softmax", channels="mixed", probabilities="softmax"),
    row(REDUCTION, "cumsum", channels="mixed"),
    *rows(UNKNOWN, "max", "min", "sort", "topk", "linalg_vector_norm", "norm"),
    *rows(UNKNOWN, "argmax", "argmin", deeplift="nothing"),
    # Of detectors: where they look, and what they see there.
    *rows(UNKNOWN, "proposals", "selective_search", "kept_boxes", deeplift="nothing", drawing="box"),
    row(UNKNOWN, "regions", drawing="box"),
    row(UNKNOWN, "glu", deeplift="halves"),
    *rows(_PRODUCT, "bmm", "matmul", "mm", cost="product"),
    *rows(_PRODUCT, "addmm", "baddbmm", cost="added product"),
    row(_PRODUCT, "einsum", cost="summed product"),
    row(_PRODUCT, "bilinear", cost="weights at each row"),
    row(
        UNKNOWN,
        "scaled_dot_product_attention",
        *("scaled_dot_product_attention", "_scaled_dot_product_flash_attention_for_cpu"),
        *(f"_scaled_dot_product_{kind}_attention" for kind in ("flash", "efficient", "cudnn")),
        cost="attention",
        chance="in training",
        training="dropout_p",
    ),
    *rows(
        UNKNOWN,
        *("lstm", "gru", "rnn_tanh", "rnn_relu"),
        cost="weights at each step",
        chance="in training",
        training="train",
    ),
)
