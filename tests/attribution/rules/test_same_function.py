"""DeepLIFT passes a function of one value by its own slope, in whatever operations it is written."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from convscope.attribution.rules.deeplift import deeplift_rules
from convscope.graph import gradient, trace

Function = Callable[[Tensor], Tensor]


class Net(nn.Module):
    """A function of one value at each place, between two layers."""

    def __init__(self, function: Function) -> None:
        super().__init__()
        generator = torch.Generator().manual_seed(0)
        self.function = function
        self.first = nn.Parameter(torch.randn((5, 6), generator=generator, dtype=torch.float64))
        self.last = nn.Parameter(torch.randn((6,), generator=generator, dtype=torch.float64))

    def forward(self, x: Tensor) -> Tensor:
        y = self.function(x @ self.first)
        if y.shape[1] != 6:  # of a gate, which halves its channels
            return (y @ self.last[: y.shape[1]])[:, None]
        return (y @ self.last)[:, None]


def multipliers(module: nn.Module, x: Tensor, r: Tensor) -> Tensor:
    graph = trace(module.eval(), tuple(x.shape[1:]))
    found = gradient(
        graph,
        {graph.input: torch.cat([x, r])},
        [graph.output],
        lambda values: values[graph.output][: len(x), 0],
        [graph.input],
        deeplift_rules(graph),
    )
    return found.gradients[graph.input][: len(x)]


def by_closed_form(module: Net, x: Tensor, r: Tensor) -> Tensor:
    """The rescale rule: W diag(df / du) v."""
    with torch.no_grad():
        u, before = x @ module.first, r @ module.first
        slope = (module.function(u) - module.function(before)) / (u - before)
        return (slope * module.last) @ module.first.T


def _photos() -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(1)
    x, r = torch.randn((2, 3, 5), generator=generator, dtype=torch.float64)
    return x, r


ALONE: dict[str, Function] = {
    "softsign": F.softsign,
    "log1p": lambda u: u.abs().log1p(),
    "sin": torch.sin,
    "logsigmoid": F.logsigmoid,
    "softshrink": F.softshrink,
    "hardshrink": F.hardshrink,
    "rrelu": lambda u: F.rrelu(u, training=False),
    "tanhshrink": F.tanhshrink,
    "atan, which has no row": torch.atan,
    "special functions, which have no row": lambda u: torch.special.erfcx(u) + torch.special.i0e(u),
    "where": lambda u: torch.where(u > 0.2, u * u, u.sin()),
    "where on one side": lambda u: torch.where(u > 0.2, u, 0.2),
    "masked_fill": lambda u: u.masked_fill(u < -0.3, 0.7),
    "maximum of two functions": lambda u: torch.maximum(u.sin(), 0.3 * u),
    "minimum with a number": lambda u: torch.minimum(u, u.new_ones(())),
    "a product with a test": lambda u: u * (u > 0.3),
    "a product with a number of a test": lambda u: u * (u > 0.3).to(u.dtype),
    "a product with what is detached": lambda u: u * torch.sigmoid(u).detach(),
    "a quotient": lambda u: u.cos() / (2 + u.sin()),
    "a power": lambda u: (2 + u.sin()) ** u.tanh(),
    "three values": lambda u: torch.addcmul(u, u.sin(), u.cos()),
    "bounds that move": lambda u: torch.clamp(u, u.sin() - 0.2, u.sin() + 0.2),
    "a remainder": lambda u: torch.fmod(u, 0.7),
    "floor": torch.floor,
}


@pytest.mark.parametrize("name", ALONE)
def test_a_function_of_one_value_passes_its_slope(name: str) -> None:
    module, (x, r) = Net(ALONE[name]), _photos()
    torch.testing.assert_close(multipliers(module, x, r), by_closed_form(module, x, r), rtol=1e-9, atol=1e-9)


WAYS: dict[str, list[Function]] = {
    "relu": [
        torch.relu,
        lambda u: u * (u > 0),
        lambda u: torch.where(u > 0, u, 0.0),
        lambda u: torch.maximum(u, torch.zeros_like(u)),
        lambda u: u.clamp(min=0),
        lambda u: (u + u.abs()) / 2,
        lambda u: torch.where(u <= 0, torch.zeros_like(u), u),
    ],
    "leaky relu": [
        lambda u: F.leaky_relu(u, 0.1),
        lambda u: torch.where(u > 0, u, 0.1 * u),
        lambda u: torch.maximum(u, 0.1 * u),
        lambda u: u * (0.1 + 0.9 * (u > 0).to(u.dtype)),
    ],
    "softsign": [F.softsign, lambda u: u / (1 + u.abs()), lambda u: u * (1 + u.abs()).reciprocal()],
    "silu": [F.silu, lambda u: u * torch.sigmoid(u), lambda u: u / (1 + torch.exp(-u))],
    "hardswish": [F.hardswish, lambda u: u * F.relu6(u + 3) / 6, lambda u: u * F.hardtanh(u + 3, 0, 6) / 6],
    "mish": [F.mish, lambda u: u * torch.tanh(F.softplus(u)), lambda u: u * torch.tanh(torch.log1p(u.exp()))],
    "logsigmoid": [F.logsigmoid, lambda u: -F.softplus(-u), lambda u: torch.log(torch.sigmoid(u))],
    "glu": [
        lambda u: F.glu(u, 1),
        lambda u: u.chunk(2, 1)[0] * torch.sigmoid(u.chunk(2, 1)[1]),
        lambda u: u[:, :3] / (1 + torch.exp(-u[:, 3:])),
    ],
}


@pytest.mark.parametrize("name", WAYS)
def test_a_function_is_explained_alike_in_every_way_of_writing_it(name: str) -> None:
    first, *others = (multipliers(Net(way), *_photos()) for way in WAYS[name])
    for other in others:
        torch.testing.assert_close(other, first, rtol=1e-9, atol=1e-9)


def test_two_values_share_what_they_change_as_shapley_values() -> None:
    """a / b from 1 / 2 to 6 / 3: a adds ((6 - 1) / 2 + (6 - 1) / 3) / 2, and b the rest."""

    class Quotient(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return x[:, :1] / x[:, 1:]

    x, r = torch.tensor([[6.0, 3.0]]).double(), torch.tensor([[1.0, 2.0]]).double()
    shares = (multipliers(Quotient(), x.float(), r.float()) * (x - r))[0]
    assert shares.tolist() == pytest.approx([25 / 12, 1.5 - 25 / 12])


def test_where_a_value_does_not_change_its_own_derivative_passes_though_another_is_infinite() -> None:
    class Root(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return x.sqrt().sum(1, keepdim=True)

    found = multipliers(Root(), torch.tensor([[0.0, 4.0]]), torch.tensor([[1.0, 4.0]]))
    assert found[0].tolist() == pytest.approx([1, 0.25])
