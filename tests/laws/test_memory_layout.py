"""No reading of a graph depends on how values and gradients lie in memory.

The oracle is PyTorch's own forward and autograd in its default layout, in double precision.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from convscope.explanation import explain
from convscope.graph import Graph, Node, evaluate, gradient, trace
from convscope.graph.operations import OPERATIONS
from convscope.network import Network

Call = Callable[[Tensor], Tensor]

C, SIDE = 8, 6
W = torch.rand(4, C, generator=torch.Generator().manual_seed(0)).double() + 0.5
_OTHER = torch.randn((1, C, SIDE, SIDE), generator=torch.Generator().manual_seed(1)).double()
_KERNELS = torch.randn((C, C, 3, 3), generator=torch.Generator().manual_seed(2)).double()
_SQUARE = torch.randn((SIDE, SIDE), generator=torch.Generator().manual_seed(3)).double()


def _rows(x: Tensor) -> Tensor:
    """(N, C, places)"""
    return x.flatten(2)


def _of_positive(function: Call) -> Call:
    return lambda x: function(x.abs() + 0.5)


def _recurrent(layer: nn.RNNBase) -> Call:
    """A recurrent layer over the rows of all channels; its weights are constants to who calls it."""
    layer.double().eval().requires_grad_(requires_grad=False)
    return lambda x: layer(x.flatten(1, 2))[0]


# Each row of the table, called on an image (N, 8, 6, 6); of the rows that make no image of it, the gradient is that
# of a product with what they make.
CALLS: dict[str, Call] = {
    "rrelu": lambda x: F.rrelu(x, training=False),
    "pow": lambda x: x.abs().pow(1.5),
    "maximum": lambda x: torch.maximum(x, x.new_ones(1) / 3),
    "minimum": lambda x: torch.minimum(x, x.new_ones(1) / 3),
    "clamp": lambda x: x.clamp(-0.5, 0.5),
    "clamp_max": lambda x: x.clamp_max(0.5),
    "clamp_min": lambda x: x.clamp_min(-0.5),
    "log_sigmoid": F.logsigmoid,
    **{
        name: getattr(F, name)
        for name in (
            "celu",
            "elu",
            "gelu",
            "hardshrink",
            "hardsigmoid",
            "hardswish",
            "hardtanh",
            "leaky_relu",
        )
    },
    **{name: getattr(F, name) for name in ("mish", "relu", "selu", "silu", "softplus", "softshrink")},
    **{
        name: getattr(torch, name)
        for name in ("abs", "cos", "erf", "exp", "expm1", "floor", "neg", "round", "sigmoid", "sign", "sin")
    },
    **{name: getattr(torch, name) for name in ("tan", "tanh", "trunc", "clone")},
    **{
        name: _of_positive(getattr(torch, name))
        for name in ("log", "log10", "log1p", "log2", "reciprocal", "rsqrt", "sqrt")
    },
    "prelu": lambda x: F.prelu(x, W[0]),
    "threshold": lambda x: F.threshold(x, 0.3, 0.1),
    "add": lambda x: x + _OTHER,
    "sub": lambda x: x - _OTHER,
    "rsub": lambda x: torch.rsub(x, _OTHER),
    "mul": lambda x: x * x.flip(1),
    "div": lambda x: x / (2 + x.flip(1).abs()),
    "batch_norm": lambda x: F.batch_norm(x, W[0], W[1], W[2], W[3]),
    "where": lambda x: torch.where(x > 0.3, x, _OTHER),
    "masked_fill": lambda x: x.masked_fill(x > 0.3, 0.1),
    "contiguous": lambda x: x.permute(0, 2, 3, 1).contiguous(),
    "alias": lambda x: torch.ops.aten.alias(x),
    "detach": lambda x: x + x.detach(),
    "to": lambda x: x.to(torch.float32).to(torch.float64),
    "dropout": lambda x: F.dropout(x, training=False),
    "feature_dropout": lambda x: F.dropout2d(x, training=False),
    "alpha_dropout": lambda x: F.alpha_dropout(x, training=False),
    "feature_alpha_dropout": lambda x: F.feature_alpha_dropout(x, training=False),
    "conv": lambda x: F.conv2d(x, _KERNELS, padding=1, stride=2),
    "conv_transpose": lambda x: F.conv_transpose2d(x, _KERNELS, stride=2),
    "linear": lambda x: F.linear(x, _SQUARE),
    "max_pool": lambda x: F.max_pool2d(x, 3, 2, 1),
    "avg_pool": lambda x: F.avg_pool2d(x, 3, 2, 1),
    "adaptive_avg_pool": lambda x: F.adaptive_avg_pool2d(x, 4),
    "adaptive_max_pool": lambda x: F.adaptive_max_pool2d(x, 4),
    "global_avg_pool": lambda x: F.adaptive_avg_pool2d(x, 1),
    "global_max_pool": lambda x: F.adaptive_max_pool2d(x, 1),
    "upsample_linear": lambda x: F.interpolate(_rows(x), scale_factor=2, mode="linear"),
    "upsample_bilinear": lambda x: F.interpolate(x, scale_factor=2, mode="bilinear"),
    "upsample_trilinear": lambda x: F.interpolate(x[:, None], scale_factor=2, mode="trilinear").flatten(2, 3),
    "upsample_nearest": lambda x: F.interpolate(x, scale_factor=2),
    "upsample_bicubic": lambda x: F.interpolate(x, scale_factor=2, mode="bicubic"),
    "upsample_nearest_exact": lambda x: F.interpolate(x, scale_factor=1.5, mode="nearest-exact"),
    "layer_norm": lambda x: F.layer_norm(x, [SIDE, SIDE]),
    "group_norm": lambda x: F.group_norm(x, 4, W[0], W[1]),
    "instance_norm": lambda x: F.instance_norm(x, weight=W[0], bias=W[1]),
    "rms_norm": lambda x: F.rms_norm(x, [SIDE]),
    "mean": lambda x: x.mean((2, 3)),
    "sum": lambda x: x.sum(1),
    "amax": lambda x: x.amax(1),
    "amin": lambda x: x.amin((2, 3)),
    "logsumexp": lambda x: x.logsumexp(1),
    "prod": lambda x: x.prod(1),
    "std": lambda x: x.std((2, 3)),
    "var": lambda x: x.var(1),
    "softmax": lambda x: x.softmax(1),
    "log_softmax": lambda x: x.log_softmax(-1),
    "cumsum": lambda x: x.cumsum(1),
    "max": lambda x: x.max(1)[0],
    "min": lambda x: x.min(2)[0],
    "sort": lambda x: x.sort(1)[0],
    "topk": lambda x: x.topk(3, 1)[0],
    "linalg_vector_norm": lambda x: torch.linalg.vector_norm(x, dim=1),
    "norm": lambda x: torch.ops.aten.norm.ScalarOpt_dim(x, 2, [1]),
    "glu": lambda x: F.glu(x, 1),
    "baddbmm": lambda x: torch.baddbmm(_rows(x), _rows(x), x.new_ones(x.shape[0], 36, 36)),
    "bilinear": lambda x: F.bilinear(x, x.flip(1), _SQUARE[None].repeat(4, 1, 1)),
    "bmm": lambda x: torch.bmm(_rows(x), _rows(x).transpose(1, 2)),
    "einsum": lambda x: torch.einsum("nchw,ndhw->ncd", x, x),
    "matmul": lambda x: x @ x.flip(1),
    "addmm": lambda x: torch.unflatten(torch.addmm(W[0, :SIDE], x.flatten(0, 2), _SQUARE), 0, (-1, C, SIDE)),
    "mm": lambda x: torch.unflatten(torch.mm(x.flatten(0, 2), _SQUARE), 0, (-1, C, SIDE)),
    "scaled_dot_product_attention": lambda x: F.scaled_dot_product_attention(x, x.flip(1), x),
    "reshape": lambda x: x.reshape(x.shape[0], SIDE, C, SIDE),
    "squeeze": lambda x: x[:, :1].squeeze(1),
    "unsqueeze": lambda x: x.unsqueeze(2),
    "flatten": lambda x: x.flatten(1),
    "unflatten": lambda x: torch.unflatten(x, 1, (2, 4)),
    "permute": lambda x: x.permute(0, 3, 1, 2),
    "transpose": lambda x: x.transpose(1, 2),
    "pad": lambda x: F.pad(x, [1, 2, 0, 1], mode="reflect"),
    "slice": lambda x: x[:, 1:, ::2],
    "select": lambda x: x[:, :, 2],
    "cat": lambda x: torch.cat([x, x.flip(1)], 1),
    "channel_shuffle": lambda x: F.channel_shuffle(x, 4),
    "expand": lambda x: x[:, :1].expand(-1, 3, -1, -1),
    "flip": lambda x: x.flip(3),
    "pixel_shuffle": lambda x: F.pixel_shuffle(x, 2),
    "pixel_unshuffle": lambda x: F.pixel_unshuffle(x, 2),
    "roll": lambda x: x.roll(1, 2),
    "chunk": lambda x: x.chunk(2, 1)[1],
    "split": lambda x: torch.split(x, 3, 1)[2],
    "unbind": lambda x: x.unbind(2)[1],
    "split_with_sizes": lambda x: torch.split_with_sizes(x, [3, 5], 1)[1],
    "tensor_split": lambda x: x.tensor_split(3, 1)[0],
    "getitem": lambda x: F.batch_norm(x.chunk(2, 1)[0], W[0, :4], W[1, :4]),
    "as_strided": lambda x: x.as_strided((x.shape[0], 4, 50), (288, 60, 1), 1),
    "reinterpret": lambda x: x.contiguous().view(torch.int32).to(torch.float64) / 1e9,
    **{
        name: _recurrent(kind)
        for name, kind in (
            ("lstm", nn.LSTM(SIDE, 5, 2, batch_first=True, bidirectional=True)),
            ("gru", nn.GRU(SIDE, 5, batch_first=True)),
            ("rnn_tanh", nn.RNN(SIDE, 5, batch_first=True)),
            ("rnn_relu", nn.RNN(SIDE, 5, batch_first=True, nonlinearity="relu")),
        )
    },
    "view_as_complex": lambda x: torch.view_as_complex(torch.unflatten(x, 3, (3, 2)).contiguous()).abs(),
    "gather": lambda x: x.gather(1, x.argsort(1)[:, :3]),
    "im2col": lambda x: F.unfold(x, 3, padding=1),
    "index": lambda x: x[:, [2, 0]],
    "index_put": lambda x: torch.ops.aten.index_put(x, [None, torch.tensor([2])], x[:, :1] ** 2),
    "index_select": lambda x: x.index_select(1, torch.tensor([2, 0])),
    "repeat": lambda x: x.repeat(1, 2, 1, 1),
    "scatter": lambda x: x.scatter(1, x.argsort(1)[:, :2], 0.5),
    "select_scatter": lambda x: torch.select_scatter(x, x[:, :, 0] ** 2, 2, 3),
    "slice_scatter": lambda x: torch.slice_scatter(x, x[:, 1:3] ** 2, 1, 4, 6),
    "stack": lambda x: torch.stack([x, x.flip(1)], 1),
    "tril": lambda x: x.tril(),
    "triu": lambda x: x.triu(),
    "unfold": lambda x: x.unfold(2, 3, 2),
}
# What the table's other rows make is no function of an image: sources, tests, places, constants and random numbers.
OTHERS = frozenset(
    (
        *(
            "input",
            "tensor",
            "batch_size",
            "eq",
            "ge",
            "gt",
            "isfinite",
            "isinf",
            "isnan",
            "le",
            "logical_and",
        ),
        *("logical_not", "bitwise_and", "bitwise_not", "bitwise_or", "bitwise_xor", "logical_or", "lt", "ne"),
        *("argmax", "argmin", "masked_select", "fill", "zero", "arange", "empty", "empty_like", "full"),
        *("full_like", "new_full", "new_ones", "new_zeros", "linspace", "ones", "ones_like", "scalar_tensor"),
        *("zeros", "zeros_like", "sym_size", "bernoulli", "multinomial", "normal", "poisson", "rand"),
        *("rand_like", "randint", "randint_like", "randn", "randn_like", "randperm", "uniform"),
        *(
            "kept_boxes",
            "proposals",
            "regions",
            "selective_search",
        ),  # of detectors; they read several maps and boxes
        "embedding",  # of whole numbers, which have no gradient
    )
)
BY_ROWS = OPERATIONS.keys() - OTHERS


def _as_it_is(y: Tensor, k: Tensor) -> Tensor:
    return (y * k).flatten(1)


def _channels_last(y: Tensor, k: Tensor) -> Tensor:
    if y.dim() < 3:
        return _as_it_is(y, k)
    return (y.movedim(1, -1).contiguous() * k.movedim(1, -1).contiguous()).flatten(1)


def _as_rows(y: Tensor, k: Tensor) -> Tensor:
    """As attention reads a map: its gradient lies channels_last, and its strides are a batch's of none."""
    if y.dim() < 3:
        return _as_it_is(y, k)
    rows = y.flatten(2).transpose(1, 2)
    return torch.cat([(rows @ weights[:, None]).flatten(1) for weights in k.flatten(2).mean(2)], 1)


READERS = {"as it is": _as_it_is, "channels last": _channels_last, "as rows": _as_rows}


class Net(nn.Module):
    """An operation between two others, which lay out its value and its gradient each in some way."""

    def __init__(self, call: Call, reader: Callable[[Tensor, Tensor], Tensor], *, turned: bool) -> None:
        super().__init__()
        self.call, self.reader, self.turned = call, reader, turned
        made = call(torch.randn((1, C, SIDE, SIDE), generator=torch.Generator().manual_seed(7)).double())
        numbers = torch.randn(made.shape, generator=torch.Generator().manual_seed(8)).double()
        self.k = nn.Parameter(numbers)

    def forward(self, x: Tensor) -> Tensor:
        x = x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) if self.turned else x * 1.0
        y: Tensor = self.call(x)
        return self.reader(y, self.k).sum(1, keepdim=True)


def photos(count: int) -> Tensor:
    return torch.randn((count, C, SIDE, SIDE), generator=torch.Generator().manual_seed(9)).double()


def expected(module: Net, x: Tensor) -> tuple[Tensor, Tensor]:
    """Score and gradient of one example: the operation's own on contiguous memory."""
    leaf = x[:1].clone(memory_format=torch.contiguous_format).requires_grad_()
    y = module.call(leaf)
    k: Tensor = module.k.detach()
    if module.reader is _as_rows and y.dim() >= 3:
        k = k.flatten(2).mean(2).reshape(1, -1, *[1] * (y.dim() - 2)).expand(y.shape)
    back = torch.zeros_like(leaf)
    if y.requires_grad:
        (back,) = torch.autograd.grad(y, leaf, k.contiguous())
    return (y * k).sum().detach(), back


def test_each_row_of_the_table_is_called_or_named() -> None:
    assert CALLS.keys() | OTHERS == OPERATIONS.keys()
    assert not CALLS.keys() & OTHERS


@pytest.mark.parametrize("name", sorted(CALLS))
def test_the_call_of_a_row_is_the_rows(name: str) -> None:
    graph = trace(Net(CALLS[name], _as_it_is, turned=False).eval(), (C, SIDE, SIDE))
    assert name in {node.kind.name for node in graph.nodes}


@pytest.mark.parametrize(
    ("reader", "turned"), [("as it is", False), ("channels last", False), ("as rows", True)]
)
@pytest.mark.parametrize("name", sorted(CALLS))
def test_every_reading_is_that_of_the_default_layout(name: str, reader: str, turned: bool) -> None:
    if name == "as_strided" and turned:
        pytest.skip("It is refused where the module itself reads memory that is not contiguous.")
    module = Net(CALLS[name], READERS[reader], turned=turned).eval()
    graph = trace(module, (C, SIDE, SIDE))
    score, slope = expected(module, photos(1))
    for layout in (torch.contiguous_format, torch.channels_last):
        x = photos(1).contiguous(memory_format=layout)
        for exact in (False, True):
            found = evaluate(graph, {graph.input: x}, [graph.output], exact=exact)[graph.output]
            torch.testing.assert_close(found[0, 0], score, rtol=1e-9, atol=1e-9)
        for known in (x, x.repeat(2, 1, 1, 1)):
            back = _gradient(graph, {graph.input: known})
            torch.testing.assert_close(back[:1], slope, rtol=1e-9, atol=1e-9 * float(slope.abs().max()))


def _gradient(graph: Graph, known: Mapping[Node, Tensor]) -> Tensor:
    score = lambda values: values[graph.output][:, 0]  # noqa: E731
    return gradient(graph, known, [graph.output], score, [graph.input]).gradients[graph.input]


@pytest.mark.parametrize("name", sorted(CALLS.keys() - {"detach"}))
def test_a_covered_window_costs_what_it_costs_in_the_default_layout(name: str) -> None:
    module = Net(CALLS[name], _as_it_is, turned=False).eval()
    network = Network(module, input_shape=(C, SIDE, SIDE), task="numbers")
    x = photos(1)
    found = explain(network, x[0], "occlusion", "output:0", window=3, stride=3).values
    whole = expected(module, x)[0]
    for row in (0, 3):
        for column in (0, 3):
            covered = x.clone()
            covered[:, :, row : row + 3, column : column + 3] = 0
            fall = whole - expected(module, covered)[0]
            assert found[row, column] == pytest.approx(float(fall), rel=1e-4, abs=1e-5)
