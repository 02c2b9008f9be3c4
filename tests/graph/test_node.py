"""What a node says of its operation, by the table and its own arguments."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from convscope.graph import evaluate, trace


class Dropout(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return F.dropout(x, 0.5)


class Noise(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x + torch.randn_like(x)


# Whether the result depends on the rest of the batch, and on chance.
MODULES: dict[str, tuple[nn.Module, bool, bool]] = {
    "batch norm": (nn.BatchNorm2d(3), False, False),
    "batch norm without statistics": (nn.BatchNorm2d(3, track_running_stats=False), True, False),
    "instance norm": (nn.InstanceNorm2d(3), False, False),
    "dropout": (nn.Dropout(), False, False),
    "dropout left on": (Dropout(), False, True),
    "noise": (Noise(), False, True),
}


@pytest.mark.parametrize("name", MODULES)
def test_a_node_says_whether_its_result_depends_on_the_batch_or_on_chance(name: str) -> None:
    module, on_batch, on_chance = MODULES[name]
    graph = trace(module.eval(), (3, 8, 8))
    assert any(node.depends_on_batch for node in graph.nodes) == on_batch
    assert any(node.depends_on_chance for node in graph.nodes) == on_chance
    x = torch.rand(4, 3, 8, 8)
    first, again, alone = (
        evaluate(graph, {graph.input: given}, [graph.output])[graph.output] for given in (x, x, x[:1])
    )
    assert torch.equal(first, again)
    torch.testing.assert_close(first[:1], alone)
