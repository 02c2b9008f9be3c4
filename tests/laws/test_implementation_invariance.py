"""Two networks that compute the same are explained the same: here one without its batch norm, folded by hand."""

from typing import Any

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose
from torch import nn

from classifiers import Classifier, inputs
from convscope.attribution import Method
from convscope.explanation import explain
from convscope.network import Network
from laws.conftest import SHAPE


@pytest.fixture(scope="module")
def twins(device: torch.device, dtype: torch.dtype) -> tuple[Network, Network]:
    module, folded = Classifier(3, 2).double().eval(), Classifier(3, 2).double().eval()
    norm = module.norm
    with torch.no_grad():
        scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)  # type: ignore[arg-type, operator]
        stem = nn.Conv2d(3, 8, 3, padding=1).double()
        stem.weight.copy_(module.stem.weight * scale.reshape(-1, 1, 1, 1))
        stem.bias.copy_(norm.bias - norm.running_mean * scale)  # type: ignore[union-attr, operator]
    folded.stem, folded.norm = stem, nn.Identity()  # type: ignore[assignment]
    one, other = (Network(each.to(device, dtype), input_shape=SHAPE) for each in (module, folded))
    return one, other


def test_a_folded_batch_norm_changes_no_map(
    method: Method[Any], options: dict[str, Any], twins: tuple[Network, Network], tolerance: float
) -> None:
    photo = inputs(SHAPE, 1)[0]
    one, other = (explain(network, photo, method.name, "class:1", **options).values for network in twins)
    assert_allclose(one, other, rtol=0, atol=tolerance * np.abs(other).max())
