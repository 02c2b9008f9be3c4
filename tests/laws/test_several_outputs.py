"""A network with several outputs is explained by each as if it had no other."""

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from classifiers import Classifier, inputs
from convscope.attribution import Method
from convscope.errors import AddressError
from convscope.explanation import explain
from convscope.network import Network

SHAPE = (3, 20, 14)


class TwoHeads(nn.Module):
    """A classifier that returns a map of sums beside its scores."""

    def __init__(self, which: slice) -> None:
        super().__init__()
        self.trunk = Classifier(3, 2)
        self.map_head = nn.Conv2d(3, 2, 1)
        self.which = which

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        both: tuple[Tensor, ...] = (self.map_head(x).relu(), self.trunk(x))
        return both[self.which]


def network(which: slice, device: torch.device, dtype: torch.dtype) -> Network:
    module = TwoHeads(which).to(device, dtype).eval()
    for parameter in module.map_head.parameters():
        parameter.data.fill_(0.5)
    return Network(module, input_shape=SHAPE)


@pytest.fixture(scope="module")
def both(device: torch.device, dtype: torch.dtype) -> Network:
    return network(slice(None), device, dtype)


@pytest.fixture(scope="module")
def second(device: torch.device, dtype: torch.dtype) -> Network:
    return network(slice(1, None), device, dtype)


def test_the_second_output_is_explained_as_if_it_were_the_only_one(
    method: Method[Any], options: dict[str, Any], both: Network, second: Network, tolerance: float
) -> None:
    if method.scores_only:
        pytest.skip("reads the scores of the first output alone")
    photo = inputs(SHAPE, 1)[0]
    among = explain(both, photo, method.name, "output.1:2", **options)
    alone = explain(second, photo, method.name, "class:2", **options)
    np.testing.assert_allclose(among.values, alone.values, atol=tolerance / 10 * np.abs(alone.values).max())
    assert among.layer == alone.layer


def test_a_place_of_an_output_with_places_can_be_explained(
    method: Method[Any], options: dict[str, Any], both: Network
) -> None:
    if method.scores_only:
        pytest.skip("reads the scores of the first output alone")
    made = explain(both, inputs(SHAPE, 1)[0], method.name, "output.0:1@3,4", **options)
    assert np.isfinite(made.values).all()


def test_an_output_that_is_not_there_is_named(both: Network) -> None:
    with pytest.raises(AddressError, match=r"no layer 'output.2'. Did you mean output.[01]"):
        explain(both, inputs(SHAPE, 1)[0], "saliency", "output.2:1")


def test_a_network_with_one_output_has_no_numbered_ones(second: Network) -> None:
    with pytest.raises(AddressError, match=r"no layer 'output.0'"):
        explain(second, inputs(SHAPE, 1)[0], "saliency", "output.0:1")
