"""Torchvision's detectors read as graphs find what they find themselves."""

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from convscope.network import Network
from convscope.network.found import found
from convscope.network.from_torchvision_detection import detection_architecture, detection_names
from convscope.network.seeding import seeded
from network.foreign.lively import lively, photo, pixels, small, thresholds

KINDS = ["retinanet", "fcos", "ssd", "faster-rcnn", "mask-rcnn"]


def check(module: nn.Module, seen: Tensor) -> None:
    """The graph's detections are the module's: labels, scores to 1e-4 of each, boxes to 1e-2 pixels.

    Those whose scores are equal to rounding may change places, and at the end of the list be left out.
    """
    with torch.no_grad():
        expected = module([seen])[0]
    network = Network(module, size=(seen.shape[1], seen.shape[2]))
    scores = network.scores(network.prepare(pixels(seen)))
    found_ones = network.task.detections(scores, **thresholds(module))[0]  # type: ignore[attr-defined]
    assert len(found_ones) == len(expected["scores"]) > 5
    told = torch.tensor([one.score for one in found_ones])
    assert float(told.max() - told.min()) > 0.03
    assert ((told - expected["scores"]).abs() <= 1e-4 * expected["scores"]).all()
    sure = expected["scores"] > expected["scores"][-1] * (1 + 1e-4)
    boxes, labels = (
        torch.tensor([one.box for one in found_ones]),
        torch.tensor([one.index for one in found_ones]),
    )
    apart = (boxes[None] - expected["boxes"][sure][:, None]).abs().amax(-1)
    apart += torch.where(labels == expected["labels"][sure][:, None], 0.0, torch.inf)
    apart += torch.where((told / expected["scores"][sure][:, None] - 1).abs() <= 1e-4, 0.0, torch.inf)
    nearest, place = apart.min(1)
    assert nearest.max() <= 1e-2
    assert len(set(place.tolist())) == int(sure.sum()) > 5


@pytest.mark.parametrize("kind", KINDS)
def test_a_small_one(kind: str) -> None:
    seen = photo()
    check(lively(small(kind), seen), seen)


def check_masks(module: Any, seen: Tensor) -> None:
    """The masks of what it finds are those of the module, before it puts them into the photo, to 1e-4."""
    own: list[dict[str, Tensor]] = []
    hook = module.roi_heads.register_forward_hook(lambda _, __, made: own.extend(map(dict, made[0])))
    with torch.no_grad():
        module([seen])
    hook.remove()
    network = Network(module, size=(seen.shape[1], seen.shape[2]))
    how = thresholds(module)
    mine = found(network, network.prepare(pixels(seen)), least=how["least"], overlap=how["overlap"])[0]
    expected = {
        round(float(score), 5): mask[0] for score, mask in zip(own[0]["scores"], own[0]["masks"], strict=True)
    }
    pairs = [(one.mask, expected[round(one.score, 5)]) for one in mine if round(one.score, 5) in expected]
    assert len(pairs) > 5
    assert float(own[0]["masks"].std()) > 0.01
    apart = [
        float((torch.from_numpy(mask.values) - own).abs().max()) for mask, own in pairs if mask is not None
    ]
    # Boxes whose scores are equal to the fifth digit may stand for each other.
    assert sum(value <= 1e-4 for value in apart) > 0.9 * len(pairs)


def test_the_masks_of_a_small_one() -> None:
    seen = photo()
    check_masks(lively(small("mask-rcnn"), seen), seen)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["maskrcnn_resnet50_fpn", "maskrcnn_resnet50_fpn_v2"])
def test_the_masks_of_one_by_name(name: str) -> None:
    with seeded(3):
        module = detection_architecture(name).build(None)
    seen = photo(240, 320)
    check_masks(lively(module, seen), seen)


@pytest.mark.parametrize("size", [(64, 64), (40, 100)])
def test_a_photo_of_another_shape(size: tuple[int, int]) -> None:
    seen = photo(*size)
    check(lively(small("retinanet"), seen), seen)


@pytest.mark.slow
@pytest.mark.parametrize("name", detection_names())
def test_one_by_name(name: str) -> None:
    with seeded(3):
        module = detection_architecture(name).build(None)
    seen = photo(240, 320)
    check(lively(module, seen), seen)
