"""What holds of every network holds of torchvision's detectors, of each of the four kinds that are read."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from convscope.errors import ConvscopeError
from convscope.explanation import explain
from convscope.network import Network
from laws.test_model_is_left_alone import state
from network.foreign.lively import lively, photo, pixels, small

SIZE = (48, 64)
SEEN = pixels(photo())


@pytest.fixture(scope="module", params=["retinanet", "fcos", "ssd", "faster-rcnn"])
def module(request: pytest.FixtureRequest) -> nn.Module:
    return lively(small(request.param), photo())


@pytest.fixture(scope="module")
def network(module: nn.Module) -> Network:
    return Network(module, size=SIZE)


def test_it_is_left_alone_by_an_explanation_and_by_an_error(module: nn.Module, network: Network) -> None:
    before = state(module)
    explain(network, SEEN, "saliency", "detection:1")
    with pytest.raises(ConvscopeError, match="There is no detection 99999"):
        explain(network, SEEN, "saliency", "detection:99999")
    assert state(module) == before


def test_photos_of_a_batch_do_not_see_each_other(network: Network) -> None:
    both = torch.cat([network.prepare(SEEN), network.prepare(pixels(photo(60, 60)))])
    together = network.scores(both)
    alone = torch.cat([network.scores(both[place : place + 1]) for place in range(2)])
    assert torch.allclose(together, alone, atol=1e-3, rtol=1e-4)


def test_the_same_seed_gives_the_same_map_and_another_seed_another(network: Network) -> None:
    first, again, other = (
        explain(network, SEEN, "smoothgrad", "detection:3", seed=seed, samples=2).values for seed in (3, 3, 4)
    )
    assert (first == again).all()
    assert (first != other).any()
