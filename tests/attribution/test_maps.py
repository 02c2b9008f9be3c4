"""Several layers fused into one map."""

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from classifiers import classifier, inputs
from convscope.attribution import Maps
from convscope.attribution.maps import fused
from convscope.errors import AddressError, MethodError
from convscope.explanation import explain, explain_all

SHAPE = (3, 20, 14)


def test_a_coarse_and_a_fine_map_are_scaled_enlarged_and_averaged() -> None:
    coarse = Maps(torch.tensor([[[-4.0]]]))
    fine = Maps(torch.tensor([[[1.0, 2.0], [0.0, -1.0]]]))
    assert fused([coarse, fine]).values.tolist() == [[[-0.25, 0.0], [-0.5, -0.75]]]


def test_each_photo_is_scaled_by_its_own_largest_magnitude() -> None:
    maps = Maps(torch.tensor([[1.0, -2.0], [30.0, 10.0], [0.0, 0.0]]))
    expected = torch.tensor([[0.5, -1.0], [1.0, 1 / 3], [0.0, 0.0]])
    torch.testing.assert_close(fused([maps, maps]).values, expected)


def test_a_single_layer_is_left_as_it_is() -> None:
    maps = Maps(torch.tensor([[3.0, -7.0]]), facts={"gap": torch.tensor([0.1])})
    assert fused([maps]) is maps


@pytest.mark.parametrize("shape", [SHAPE, (2, 31), (1, 8, 9, 10)], ids=str)
@pytest.mark.parametrize("method", ["grad-cam", "layercam", "eigen-cam", "score-cam"])
def test_a_fused_explanation_is_made_of_those_by_each_layer(method: str, shape: tuple[int, ...]) -> None:
    network, photo = classifier(shape), inputs(shape, 1)[0]
    early, late = (explain(network, photo, method, "class:1", layer) for layer in ("relu", "last"))
    both = explain(network, photo, method, "class:1", "relu, last")
    assert (both.layer, both.passes) == ("relu,last", early.passes + late.passes)
    assert both.values.shape == early.values.shape
    scaled = [torch.from_numpy(one.values / np.abs(one.values).max()) for one in (early, late)]
    mode = {1: "linear", 2: "bilinear", 3: "trilinear"}[len(shape) - 1]
    large = F.interpolate(scaled[1][None, None], early.values.shape, mode=mode)[0, 0]
    np.testing.assert_allclose(both.values, (scaled[0] + large) / 2, atol=1e-6)


def test_photos_fused_together_are_fused_as_alone() -> None:
    network, photos = classifier(SHAPE), inputs(SHAPE, 2)
    together = explain_all(network, photos, "grad-cam", ["class:1", "class:2"], "relu,last")
    for photo, target, among in zip(photos, ("class:1", "class:2"), together, strict=True):
        alone = explain(network, photo, "grad-cam", target, "relu,last")
        np.testing.assert_allclose(among.values, alone.values, atol=1e-6)


@pytest.mark.parametrize("layer", ["relu,nothing", "relu,", ","])
def test_each_of_several_layers_must_be_there(layer: str) -> None:
    with pytest.raises(AddressError, match="no layer"):
        explain(classifier(SHAPE), inputs(SHAPE, 1)[0], "grad-cam", "class:1", layer)


def test_each_of_several_layers_must_have_places() -> None:
    with pytest.raises(MethodError, match="has no rows and columns"):
        explain(classifier(SHAPE), inputs(SHAPE, 1)[0], "grad-cam", "class:1", "relu,head")
