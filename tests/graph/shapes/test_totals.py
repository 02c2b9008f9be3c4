"""The layer table's totals are those of PyTorch's own counter and of the module's parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode

from convscope.graph import trace
from convscope.graph.shapes.layer_table import layer_table
from convscope.graph.tracing.signature import Signature

Shape = tuple[int, ...]


@contextmanager
def _every_product_visible() -> Iterator[None]:
    """PyTorch's counter does not see into the quick ways of attention."""
    before = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(False)
    try:
        with sdpa_kernel(SDPBackend.MATH):
            yield
    finally:
        torch.backends.mha.set_fastpath_enabled(before)


def totals(module: nn.Module, shape: Shape) -> tuple[int, int]:
    table = layer_table(trace(module.eval(), shape))
    return sum(row.parameters for row in table), sum(row.multiply_adds for row in table)


def counted(module: nn.Module, shape: Shape) -> int:
    """By PyTorch, of which two operations are one multiplication and its addition."""
    with _every_product_visible(), FlopCounterMode(display=False) as counter, torch.no_grad():
        module.eval()(torch.zeros(1, *shape))
    return int(counter.get_total_flops()) // 2


class Net(nn.Module):
    """A function of rows (N, places, 6) of an image."""

    def __init__(self, call: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.conv, self.call, self.head = nn.Conv2d(3, 6, 3, bias=False), call, nn.Linear(6, 4, bias=False)
        if isinstance(call, nn.Module):
            self.part = call

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.head(self.call(self.conv(x).flatten(2).transpose(1, 2)).mean(1))
        return y


class ByWeightsOfItsOwn(nn.Module):
    """A convolution by weights that the network mixes for each input: conditional convolution."""

    def __init__(self) -> None:
        super().__init__()
        self.experts, self.route = nn.Parameter(torch.randn(3, 6 * 6 * 9)), nn.Linear(6, 3, bias=False)

    def forward(self, rows: Tensor) -> Tensor:
        count = rows.shape[0]
        weights = (self.route(rows.mean(1)).sigmoid() @ self.experts).reshape(count * 6, 6, 3, 3)
        maps = rows.transpose(1, 2).reshape(1, count * 6, 6, 6)
        y: Tensor = F.conv2d(maps, weights, padding=1, groups=count)
        return y.reshape(count, 6, 36).transpose(1, 2)


class Attention(nn.Module):
    def __init__(self, *, batch_first: bool) -> None:
        super().__init__()
        self.attention, self.first = (
            nn.MultiheadAttention(6, 2, bias=False, batch_first=batch_first),
            batch_first,
        )

    def forward(self, y: Tensor) -> Tensor:
        y = y if self.first else y.transpose(0, 1)
        y = self.attention(y, y, y, need_weights=False)[0]
        return y if self.first else y.transpose(0, 1)


BIASLESS: dict[str, Callable[[], Callable[[Tensor], Tensor]]] = {
    "products of values": lambda: lambda y: (y @ y.transpose(1, 2)).softmax(-1) @ y,
    "products of values in batches": lambda: lambda y: torch.bmm(torch.bmm(y, y.transpose(1, 2)), y),
    "einsum": lambda: lambda y: torch.einsum("nij,nkj->nik", y, y)[:, :, :6],
    "einsum with all else": lambda: lambda y: torch.einsum("...ij,...kj->...ik", y, y)[..., :6],
    "attention by its function": lambda: lambda y: F.scaled_dot_product_attention(y, y, y),
    "attention with heads": lambda: Attention(batch_first=True),
    "attention with places first": lambda: Attention(batch_first=False),
    "weights of its own": ByWeightsOfItsOwn,
    "a sum and a product": lambda: lambda y: torch.baddbmm(y, y @ y.transpose(1, 2), y),
}


@pytest.mark.parametrize("name", BIASLESS)
def test_multiply_adds_are_what_pytorch_counts(name: str) -> None:
    torch.manual_seed(0)
    module = Net(BIASLESS[name]())
    assert totals(module, (3, 8, 8))[1] == counted(module, (3, 8, 8))


class Recurrent(nn.Module):
    def __init__(self, layer: nn.RNNBase) -> None:
        super().__init__()
        self.layer = layer

    def forward(self, y: Tensor) -> Tensor:
        result: Tensor = self.layer(y)[0]
        return result[..., :6]


@pytest.mark.parametrize(("kind", "gates"), [(nn.LSTM, 4), (nn.GRU, 3), (nn.RNN, 1)])
@pytest.mark.parametrize("directions", [1, 2])
def test_a_recurrent_layer_uses_its_weights_at_every_step(
    kind: Callable[..., nn.RNNBase], gates: int, directions: int
) -> None:
    layer = kind(6, 7, batch_first=True, bidirectional=directions == 2)
    own = sum(parameter.numel() for parameter in layer.parameters())
    assert own == directions * gates * 7 * (6 + 7 + 2)
    parameters, multiply_adds = totals(Net(Recurrent(layer)), (3, 8, 8))
    assert parameters == own + 3 * 6 * 9 + 6 * 4
    assert multiply_adds == 36 * own + 36 * 3 * 6 * 9 + 6 * 4


@pytest.mark.parametrize("name", BIASLESS)
def test_all_parameters_that_are_read_are_counted_once(name: str) -> None:
    module = Net(BIASLESS[name]())
    assert totals(module, (3, 8, 8))[0] == sum(parameter.numel() for parameter in module.parameters())


class Reads(nn.Module):
    """Words that look at the places of an image."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding, self.conv = nn.Embedding(50, 16), nn.Conv2d(3, 16, 3)
        self.attention, self.head = nn.MultiheadAttention(16, 4, batch_first=True), nn.Linear(16, 5)

    def forward(self, image: Tensor, words: Tensor) -> Tensor:
        places = self.conv(image).flatten(2).transpose(1, 2)
        found, _ = self.attention(self.embedding(words), places, places)
        result: Tensor = self.head(found.mean(1))
        return result


def test_a_network_of_an_image_and_words_is_counted_as_pytorch_counts_it() -> None:
    module = Reads().eval()
    graph = trace(module, [Signature("image", (3, 8, 8)), Signature("words", (6,), torch.int64)])
    table = layer_table(graph)
    assert sum(row.parameters for row in table) == sum(p.numel() for p in module.parameters())
    with _every_product_visible(), FlopCounterMode(display=False) as counter, torch.no_grad():
        module(torch.zeros(1, 3, 8, 8), torch.zeros(1, 6, dtype=torch.int64))
    products = counter.get_total_flops() // 2
    assert products <= sum(row.multiply_adds for row in table) <= 1.08 * products


class Folds(nn.Module):
    """One kernel over each of an image's channels by itself, these folded into the batch."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        n, c, rows, columns = x.shape
        result: Tensor = self.conv(x.reshape(n * c, 1, rows, columns)).reshape(n, -1)
        return result


def test_a_kernel_over_folded_channels_is_counted_for_each_of_them() -> None:
    """5 channels, 4 kernels of 3 x 3, 6 x 6 places."""
    assert totals(Folds(), (5, 8, 8))[1] == 5 * 4 * 9 * 36 == counted(Folds(), (5, 8, 8))
