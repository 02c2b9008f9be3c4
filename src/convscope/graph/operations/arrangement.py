"""Rows of the operations that rearrange numbers, make new ones, or only measure."""

from dataclasses import replace

from convscope.graph.operations.families import (
    MOVE,
    RANDOM,
    REGROUPING,
    UNKNOWN,
    row,
    rows,
)
from convscope.graph.operations.operation import Operation

_SOURCE = replace(UNKNOWN, drawing="box")
_PARTS = replace(MOVE, receptive_field="along dimensions", arithmetic="none")

ARRANGEMENT: tuple[Operation, ...] = (
    # `input`, `tensor` and `batch_size` compute nothing: a graph begins with them.
    *rows(_SOURCE, "input", "tensor", "batch_size"),
    row(
        REGROUPING,
        "reshape",
        *("reshape", "reshape_as", "view", "view_as", "_unsafe_view"),
        receptive_field="regrouping",
    ),
    row(REGROUPING, "squeeze", receptive_field="squeezing"),
    row(REGROUPING, "unsqueeze"),
    row(REGROUPING, "flatten", drawing="reshaping"),
    row(REGROUPING, "unflatten", receptive_field="regrouping"),
    row(MOVE, "permute", "permute", receptive_field="permutation", drawing="silent"),
    row(
        MOVE,
        "transpose",
        *("transpose", "swapaxes", "swapdims"),
        receptive_field="permutation",
        drawing="silent",
    ),
    row(
        MOVE,
        "pad",
        *("pad", "constant_pad_nd"),
        receptive_field="border",
        channels="by border",
        openvino="pad",
        memory="fresh",
        drawing="reshaping",
    ),
    row(MOVE, "slice", receptive_field="slice", drawing="silent"),
    row(MOVE, "select", drawing="silent"),
    row(
        MOVE,
        "cat",
        *("cat", "concat", "concatenate"),
        receptive_field="concatenation",
        openvino="concat",
        memory="own",
        drawing="merge",
        title="concatenate",
    ),
    row(MOVE, "expand", "expand", "expand_as", openvino="broadcast"),
    *rows(MOVE, "channel_shuffle", "flip", "roll"),
    row(MOVE, "pixel_shuffle", receptive_field="pixel shuffle"),
    row(MOVE, "pixel_unshuffle", receptive_field="pixel unshuffle"),
    *rows(_PARTS, "chunk", "split", "unbind", "split_with_sizes", "tensor_split"),
    row(MOVE, "getitem", receptive_field="pointwise", arithmetic="none", drawing="silent"),
    row(MOVE, "as_strided", arithmetic="none", depends_on_layout="result"),
    row(MOVE, "view_as_complex", arithmetic="none", depends_on_layout="result"),
    row(MOVE, "reinterpret", "view.dtype", arithmetic="none", depends_on_layout="result"),
    # A row of a table for each number: nothing is multiplied.
    row(UNKNOWN, "embedding", cost="none"),
    *rows(
        UNKNOWN, "fill", "gather", "im2col", "index", "index_put", "index_select", "masked_select", "repeat"
    ),
    *rows(UNKNOWN, "scatter", "select_scatter", "slice_scatter", "stack", "tril", "triu", "unfold", "zero"),
    *rows(UNKNOWN, "arange", "empty", "empty_like", "full", "full_like", "new_full", "new_ones", "new_zeros"),
    *rows(UNKNOWN, "linspace", "ones", "ones_like", "scalar_tensor", "zeros", "zeros_like", "sym_size"),
    *rows(RANDOM, "bernoulli", "multinomial", "poisson", "rand", "rand_like", "randint"),
    row(RANDOM, "normal", "normal", "normal_functional"),
    *rows(RANDOM, "randint_like", "randn", "randn_like", "randperm", "uniform"),
)
