"""What a network computes does not depend on how its values lie in memory."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from convscope.errors import TraceError
from convscope.graph import evaluate, trace

CALLS: dict[str, Callable[[Tensor], Tensor]] = {
    "view": lambda x: x.view(x.shape[0], -1),
    "view_as": lambda x: x.view_as(torch.zeros(x.shape[0], 36, 4)),
    "as_strided": lambda x: x.as_strided((x.shape[0], 4, 35), (144, 36, 1), 1),
    "view of a type": lambda x: x.view(torch.int32).to(torch.float64) / 1e9,
}


class Net(nn.Module):
    def __init__(self, call: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.conv, self.call = nn.Conv2d(3, 4, 3), call

    def forward(self, x: Tensor) -> Tensor:
        return self.call(self.conv(x))


@pytest.mark.parametrize("name", CALLS)
def test_a_view_gives_the_modules_values_in_any_layout(name: str) -> None:
    module, x = Net(CALLS[name]).eval(), torch.randn(2, 3, 8, 8)
    graph = trace(module, (3, 8, 8))
    with torch.no_grad():
        expected = module(x)
    for layout in (torch.contiguous_format, torch.channels_last):
        given = x.contiguous(memory_format=layout)
        found = evaluate(graph, {graph.input: given}, [graph.output], exact=True)[graph.output]
        torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-5)


def test_memory_read_in_an_order_of_its_own_is_refused() -> None:
    module = Net(lambda x: x.transpose(1, 3).as_strided((x.shape[0], 4), (144, 1)))
    with pytest.raises(TraceError, match=r"test_layout\.py:.* reads memory in an order"):
        trace(module, (3, 8, 8))
