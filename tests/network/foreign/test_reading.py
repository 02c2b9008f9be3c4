"""What is read of a torchvision detector, and that it stays as it is."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import nn
from torchvision.models.detection import RetinaNet

from convscope.explanation import explain
from convscope.network import Network
from convscope.network.foreign import detector_of
from convscope.network.foreign.foreign_detector import NOTHING
from convscope.network.foreign.probabilities import logits_of_classes, logits_of_logarithms
from network.foreign.lively import lively, photo, pixels, small


@pytest.fixture(scope="module")
def module() -> nn.Module:
    return lively(small("faster-rcnn"), photo())


@pytest.fixture(scope="module")
def network(module: nn.Module) -> Network:
    return Network(module, size=(48, 64))


def test_its_layers_have_the_modules_names(network: Network) -> None:
    addresses = network.graph().addresses
    assert {"backbone.body.0", "rpn.head.cls_logits", "roi_heads.box_predictor.cls_score"} <= set(addresses)


def test_its_photos_are_those_of_the_modules_transform(module: Any) -> None:
    made = Network(module).preprocessing
    assert made is not None
    assert (made.size, made.mean) == ((64, 80), tuple(module.transform.image_mean))


def test_its_classes_are_counted_as_the_module_counts_them(network: Network) -> None:
    assert len(network.labels) == 6
    scores = network.scores(network.prepare(pixels(photo())))
    assert (scores[..., 4] == NOTHING).all()


def test_the_module_is_left_as_it_was() -> None:
    own: Any = small("faster-rcnn").train()
    parts = {name: dict(vars(part)) for name, part in own.named_modules()}
    seen = Network(own, size=(48, 64))
    explain(seen, pixels(photo()), "saliency", "detection:1")
    for name, part in own.named_modules():
        assert vars(part).keys() == parts[name].keys()
        assert part.training
        for key, value in vars(part).items():
            assert value is parts[name][key], (name, key)


def test_photos_of_a_batch_do_not_see_each_other(network: Network) -> None:
    both = torch.cat([network.prepare(pixels(photo())), network.prepare(pixels(photo(60, 60)))])
    together = network.scores(both)
    for place in range(2):
        assert torch.allclose(together[place], network.scores(both[place : place + 1])[0], atol=1e-4)


@pytest.mark.parametrize("method", ["saliency", "grad-cam", "occlusion"])
def test_a_box_of_it_is_explained(network: Network, method: str) -> None:
    found = explain(network, pixels(photo()), method, "detection:1")
    assert found.values.any()


def test_a_forward_of_ones_own_is_no_detector() -> None:
    class Own(RetinaNet):  # type: ignore[misc]
        def forward(self, images: torch.Tensor) -> torch.Tensor:
            return images

    assert detector_of(Own.__new__(Own)) is None


def test_the_logit_of_a_class_is_that_of_its_softmax() -> None:
    logits = torch.randn(3, 7, generator=torch.Generator().manual_seed(0)) * 4
    assert torch.allclose(logits_of_classes(logits).sigmoid(), logits.softmax(-1), rtol=1e-5)


def test_a_class_that_is_sure_keeps_its_distance() -> None:
    assert logits_of_classes(torch.tensor([0.0, 25.0])).tolist() == pytest.approx([-25, 25], abs=1e-4)


def test_a_probability_becomes_its_logit() -> None:
    chances = torch.tensor([0.001, 0.5, 0.999])
    assert torch.allclose(logits_of_logarithms(chances.log()).sigmoid(), chances, rtol=1e-4)
