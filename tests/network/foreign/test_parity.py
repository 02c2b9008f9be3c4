"""Torchvision's detectors read as graphs find what they find themselves."""

import pytest
import torch
from torch import Tensor, nn

from convscope.network import Network
from convscope.network.from_torchvision_detection import detection_architecture, detection_names
from convscope.network.seeding import seeded
from network.foreign.lively import lively, photo, pixels, small, thresholds

KINDS = ["retinanet", "fcos", "ssd", "faster-rcnn"]


def check(module: nn.Module, seen: Tensor) -> None:
    """The graph's detections are the module's: labels, scores to 1e-4 of each, boxes to 1e-2 pixels.

    Those whose scores are equal to rounding may change places, and at the end of the list be left out.
    """
    with torch.no_grad():
        expected = module([seen])[0]
    network = Network(module, size=(seen.shape[1], seen.shape[2]))
    scores = network.scores(network.prepare(pixels(seen)))
    found = network.task.detections(scores, **thresholds(module))[0]  # type: ignore[attr-defined]
    assert len(found) == len(expected["scores"]) > 5
    told = torch.tensor([one.score for one in found])
    assert float(told.max() - told.min()) > 0.03
    assert ((told - expected["scores"]).abs() <= 1e-4 * expected["scores"]).all()
    sure = expected["scores"] > expected["scores"][-1] * (1 + 1e-4)
    boxes, labels = torch.tensor([one.box for one in found]), torch.tensor([one.index for one in found])
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
