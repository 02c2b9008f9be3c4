"""Which class activation maps tell one of two like things from the other, as their methods say of themselves."""

from typing import Any

import pytest
import torch
from torch import nn

from convscope.attribution import Method
from convscope.attribution.method import METHODS
from convscope.explanation import explain
from convscope.network import Network

METHODS_OF_LAYERS = [one for one in METHODS.all().values() if one.uses_layer and not one.scores_only]


def network() -> Network:
    torch.manual_seed(3)
    last = nn.Conv2d(4, 2, 1)
    with torch.no_grad():
        last.weight.abs_()
    return Network(nn.Sequential(nn.Conv2d(3, 4, 1), nn.ReLU(), last), input_shape=(3, 16, 16), name="points")


@pytest.mark.parametrize("method", METHODS_OF_LAYERS, ids=lambda one: one.name)
def test_a_method_points_at_the_other_thing_where_it_says_so(method: Method[Any]) -> None:
    photo = torch.zeros(3, 16, 16)
    photo[:, 4, 4] = photo[:, 4, 12] = 3.0
    found = explain(network(), photo, method.name, "2:0@4,4", "1")
    here, there = abs(found.values[4, 4]), abs(found.values[4, 12])
    assert here > 0
    assert bool(there > 0.05 * here) is method.points_everywhere
    assert any("hirescam" in note for note in found.notes) is method.points_everywhere
