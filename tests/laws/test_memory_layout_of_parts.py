"""Tails, tiles and the compiled engine, too, give what PyTorch gives in its default layout."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from convscope.graph import evaluate, gradient, trace
from convscope.graph.engine.openvino import compile_openvino
from convscope.graph.forward.tail import Tail
from convscope.network import Network
from convscope.objectives import parse
from convscope.synthesis.view import View
from laws.test_memory_layout import CALLS, SIDE, C, Net, expected, photos
from laws.test_memory_layout import _as_it_is as as_it_is

LAYOUTS = (torch.contiguous_format, torch.channels_last)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", sorted(CALLS.keys() - {"as_strided"}))
def test_a_tail_goes_on_from_values_in_either_layout(name: str, layout: torch.memory_format) -> None:
    """The layer before the call is replaced by twice its values, the oracle's input is doubled."""
    module = Net(CALLS[name], as_it_is, turned=False).eval()
    graph = trace(module, (C, SIDE, SIDE))
    start = next(node for node in graph.nodes if node.operation == "mul" and graph.input in node.inputs)
    tail, x = Tail(graph, (start,), (graph.output,)), photos(1)
    first = evaluate(graph, {graph.input: x}, [*tail.beside, start])
    changed = (2 * first[start]).contiguous(memory_format=layout)
    known = tail.known(first, {start: changed}, torch.zeros(1, dtype=torch.long))
    score, slope = expected(module, 2 * x)
    found = evaluate(graph, known, tail.wanted)[graph.output]
    torch.testing.assert_close(found[0, 0], score, rtol=1e-9, atol=1e-9)
    back = gradient(graph, known, [graph.output], lambda values: values[graph.output][:, 0], [start])
    torch.testing.assert_close(
        back.gradients[start], slope, rtol=1e-9, atol=1e-9 * float(slope.abs().max()) + 1e-300
    )


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_engine_takes_values_in_either_layout(layout: torch.memory_format) -> None:
    pytest.importorskip("openvino")
    torch.manual_seed(0)
    module = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.Conv2d(8, 4, 3)).eval()
    graph = trace(module, (3, 32, 32))
    run = compile_openvino(graph, (graph.input,), (graph.output,))
    assert run is not None
    x = torch.randn((2, 3, 32, 32), generator=torch.Generator().manual_seed(1))
    found = run({graph.input: x.contiguous(memory_format=layout)})[graph.output]
    torch.testing.assert_close(found, module(x).detach(), rtol=1e-4, atol=1e-4)


class Deep(nn.Module):
    """A network of which the norm's gradient is wrong in PyTorch where value and gradient lie differently."""

    def __init__(self, norm: nn.Module) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.first, self.norm = nn.Conv2d(3, 8, 3, stride=2, padding=1), norm
        self.second = nn.Conv2d(8, 6, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        rows = torch.relu(self.norm(self.first(x))).permute(0, 2, 3, 1).contiguous()
        result: Tensor = self.second(rows.permute(0, 3, 1, 2))
        return result


@pytest.mark.parametrize("norm", [nn.BatchNorm2d(8), nn.Identity(), nn.ChannelShuffle(4)])
def test_tiles_give_the_gradient_of_the_default_layout(norm: nn.Module) -> None:
    """Against plain autograd on the whole picture, which fits into one pass here."""
    module = Deep(norm).double().eval()
    network = Network(module, input_shape=(3, 64, 64), task="numbers")
    picture = torch.rand((1, 3, 64, 96), generator=torch.Generator().manual_seed(1)).double()
    view = View(network, 64, 96, tile=64, room=0)
    for layout in LAYOUTS:
        laid_out = picture.contiguous(memory_format=layout)
        _, back = view.gradient(laid_out, view.bind(parse("second:2")))
        plain = picture.clone().requires_grad_()
        (slope,) = torch.autograd.grad(module(plain)[:, 2].mean(), plain)
        torch.testing.assert_close(back, slope, rtol=1e-6, atol=1e-9 * float(slope.abs().max()))
