"""Every method explains one box of a detector, and a class where a segmenter sees it."""

from typing import Any

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose
from torch import Tensor, nn

from convscope.attribution import Method
from convscope.explanation import explain, explain_all
from convscope.network import Network
from convscope.network.libraries import find_architecture
from network.detectors.tiny import TRUNK


@pytest.fixture(
    scope="module",
    params=["fcos", pytest.param("gbd", marks=pytest.mark.slow)],
    ids=["one stage", "two stages"],
)
def detector(request: pytest.FixtureRequest) -> Network:
    torch.manual_seed(1)
    module = find_architecture(f"{request.param}:{TRUNK}").build(2).double()
    return Network(module, input_shape=(3, 32, 64), labels=["disc", "rod"], task="boxes", name="detector")


@pytest.fixture(scope="module")
def segmenter() -> Network:
    torch.manual_seed(2)
    parts = [nn.Conv2d(3, 6, 3, padding=1), nn.ReLU(), nn.Conv2d(6, 3, 3, padding=1)]
    return Network(nn.Sequential(*parts), input_shape=(3, 24, 24), task="segmentation", name="segmenter")


def photos(network: Network, count: int) -> list[Tensor]:
    generator = torch.Generator().manual_seed(4)
    return list(
        torch.randn((count, *network.graph().input_shape), generator=generator, dtype=network.graph().dtype)
    )


def test_a_box_is_explained(detector: Network, method: Method[Any], options: dict[str, Any]) -> None:
    if method.scores_only:
        pytest.skip("it explains the scores of a last linear layer")
    found = explain(detector, photos(detector, 1)[0], method.name, "detection:1", **options)
    assert np.isfinite(found.values).all()
    assert found.values.any() or method.may_be_zero
    assert found.target == "detection:1"


def test_a_class_is_explained_where_it_is_seen(
    segmenter: Network, method: Method[Any], options: dict[str, Any]
) -> None:
    if method.scores_only:
        pytest.skip("it explains the scores of a last linear layer")
    found = explain(segmenter, photos(segmenter, 1)[0], method.name, "class:1@mask", **options)
    assert np.isfinite(found.values).all()
    assert found.values.any() or method.may_be_zero


@pytest.mark.parametrize("target", ["detection:1", "detection:2.left", "detection:1.similarity"])
def test_a_box_among_others_is_explained_as_alone(detector: Network, target: str) -> None:
    both = photos(detector, 2)
    together = explain_all(detector, both, "saliency", [target, target])
    for photo, one in zip(both, together, strict=True):
        alone = explain(detector, photo, "saliency", target)
        assert_allclose(one.values, alone.values, rtol=1e-4, atol=1e-6 * np.abs(alone.values).max())


def test_a_mask_among_others_is_explained_as_alone(segmenter: Network) -> None:
    both = photos(segmenter, 2)
    together = explain_all(segmenter, both, "saliency", ["class:1@mask"] * 2)
    for photo, one in zip(both, together, strict=True):
        alone = explain(segmenter, photo, "saliency", "class:1@mask")
        assert_allclose(one.values, alone.values, rtol=1e-4, atol=1e-6 * np.abs(alone.values).max())


def test_integrated_gradients_of_a_held_mask_are_complete(segmenter: Network) -> None:
    found = explain(segmenter, photos(segmenter, 1)[0], "integrated-gradients", "class:1@mask", steps=300)
    assert found.facts["completeness_gap"] == pytest.approx(0, abs=1e-2 * float(np.abs(found.values).sum()))
