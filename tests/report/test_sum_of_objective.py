"""A box's score, and a mask's, as a sum over channels: by hand, from the weights of the last layer."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from convscope import Network, open_network
from convscope.graph import Graph, Node
from convscope.graph.shapes.affine_ending import AffineEnding
from convscope.objectives import parse
from convscope.report import score_sum
from convscope.report.score_sum import ScoreSum, sum_of_objective
from network.detectors.tiny import TRUNK

PHOTO = torch.rand(1, 3, 6, 6, generator=torch.Generator().manual_seed(2))


class _Toy(nn.Module):
    """A 3 x 3 convolution scores two classes at each place of a map of 5 channels."""

    def __init__(self, ending: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.trunk, self.head = nn.Sequential(nn.Conv2d(3, 5, 1), nn.ReLU()), nn.Conv2d(5, 2, 3, padding=1)
        self.ending = ending

    def forward(self, photos: Tensor) -> Tensor:
        return self.ending(self.head(self.trunk(photos)))


def _boxes(scores: Tensor) -> Tensor:
    """A box of two pixels around each place."""
    row, column = torch.meshgrid(torch.arange(6.0), torch.arange(6.0), indexing="ij")
    edges = torch.stack([column, row, column + 2, row + 2])[None].expand(scores.shape[0], 4, 6, 6)
    return torch.cat([edges, scores], 1).flatten(2).transpose(1, 2)


def _toy(task: str, ending: Callable[[Tensor], Tensor]) -> tuple[Network, _Toy]:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        module = _Toy(ending).eval()
    return Network(module, input_shape=(3, 6, 6), labels=("a", "b"), task=task), module


def _sum(network: Network, target: str) -> ScoreSum:
    found = sum_of_objective(network, PHOTO, parse(target).held_for(network, PHOTO), most=5)
    assert found is not None
    return found


def _parts(found: ScoreSum) -> list[float]:
    each = {int(term.address.split(":")[1]): term.contribution for term in found.terms}
    return [each[channel] for channel in range(5)]


def test_a_boxs_score_is_what_its_own_place_reads_times_the_weights() -> None:
    network, module = _toy("boxes", _boxes)
    found = _sum(network, "detection:1")
    with torch.no_grad():
        around = nn.functional.pad(module.trunk(PHOTO), (1, 1, 1, 1))[0]
        scores = module.head(module.trunk(PHOTO))[0]
        label, row, column = (int(one) for one in torch.unravel_index(scores.argmax(), scores.shape))
        parts = (around[:, row : row + 3, column : column + 3] * module.head.weight[label]).sum((1, 2))
    assert found.layer == "trunk.1"
    assert _parts(found) == pytest.approx(parts.tolist(), abs=1e-5)
    assert module.head.bias is not None
    assert found.constant == pytest.approx(float(module.head.bias[label].detach()), abs=1e-5)
    assert found.score == pytest.approx(float(scores.max()), abs=1e-5)


def test_a_masks_score_leaves_the_bias_of_each_of_its_places() -> None:
    network, module = _toy("segmentation", nn.Identity())
    found = _sum(network, "class:b@mask")
    with torch.no_grad():
        scores = module.head(module.trunk(PHOTO))[0]
    places = scores.argmax(0) == 1
    assert places.sum() > 0
    assert module.head.bias is not None
    bias = float(module.head.bias[1].detach())
    assert found.constant == pytest.approx(int(places.sum()) * bias, abs=1e-4)
    assert found.score == pytest.approx(float(scores[1][places].sum()), abs=1e-4)


def _odds(scores: Tensor) -> Tensor:
    """Of a softmax over background and two classes at each place, as detectors in two stages have it.

    What a place's channels say about the background is that their class a is not there.
    """
    logits = torch.cat([-scores[:, :1], scores], 1)
    itself = torch.eye(3, dtype=torch.bool)[..., None, None]
    others = logits[:, None].masked_fill(itself, -torch.inf).logsumexp(2)
    odds = (logits - others)[:, 1:]
    return _boxes(odds.masked_fill(scores[:, :1] > 100, -30.0))


def test_of_a_softmax_the_other_classes_are_beside_the_channels() -> None:
    network, module = _toy("boxes", _odds)
    found = _sum(network, "detection:1")
    with torch.no_grad():
        around = nn.functional.pad(module.trunk(PHOTO), (1, 1, 1, 1))[0]
        scores = module.head(module.trunk(PHOTO))[0]
        logits = torch.stack([-scores[0], scores[0], scores[1]])
        odds = torch.stack([logits[k] - logits[[n for n in range(3) if n != k]].logsumexp(0) for k in (1, 2)])
        label, row, column = (int(one) for one in torch.unravel_index(odds.argmax(), odds.shape))
        parts = (around[:, row : row + 3, column : column + 3] * module.head.weight[label]).sum((1, 2))
        others = logits[[n for n in range(3) if n != label + 1], row, column].logsumexp(0)
    assert _parts(found) == pytest.approx(parts.tolist(), abs=1e-5)
    assert module.head.bias is not None
    assert found.constant == pytest.approx(float(module.head.bias[label].detach() - others), abs=1e-5)
    assert found.gap < 1e-5


def test_a_choice_that_the_photo_makes_is_held() -> None:
    network, _ = _toy(
        "boxes",
        lambda scores: _boxes(torch.where(scores > scores.mean((1, 2, 3), keepdim=True), scores, -30.0)),
    )
    plain, _ = _toy("boxes", _boxes)
    assert _parts(_sum(network, "detection:1")) == pytest.approx(_parts(_sum(plain, "detection:1")), abs=1e-5)


def test_a_sum_that_is_none_differs_from_the_score(monkeypatch: pytest.MonkeyPatch) -> None:
    network, _ = _toy("boxes", lambda scores: _boxes(scores + scores.square()))

    def all_affine(graph: Graph, _: Node) -> AffineEnding:
        return AffineEnding({graph.find_layer("trunk.1"): 1}, ())

    monkeypatch.setattr(score_sum, "affine_ending", all_affine)
    assert _sum(network, "detection:1").gap > 1e-3


def test_a_probability_is_no_sum() -> None:
    network, _ = _toy("boxes", _boxes)
    assert sum_of_objective(network, PHOTO, parse("detection:1.prob").held_for(network, PHOTO)) is None


@pytest.mark.parametrize("word", ["fcos", "faster-rcnn", "gbd", "fast-rcnn", "rcnn"])
def test_the_score_of_a_detector_is_the_sum_of_its_last_layers_channels(word: str) -> None:
    network = open_network(f"{word}:{TRUNK}", weights="random", size=(64, 96))
    photo = torch.randn(1, 3, 64, 96, generator=torch.Generator().manual_seed(0))
    found = sum_of_objective(network, photo, parse("detection:1").held_for(network, photo))
    assert found is not None
    assert abs(found.total - found.constant) > 0
    assert found.gap < 1e-4


def test_a_score_of_yolo_is_no_sum() -> None:
    network = open_network(f"yolo:{TRUNK}", weights="random", size=(64, 96))
    photo = torch.randn(1, 3, 64, 96, generator=torch.Generator().manual_seed(0))
    assert sum_of_objective(network, photo, parse("detection:1").held_for(network, photo)) is None


def test_a_score_behind_no_last_layer_with_weights_is_no_sum() -> None:
    network, _ = _toy("boxes", lambda scores: _boxes(scores.sigmoid().logit()))
    assert sum_of_objective(network, PHOTO, parse("detection:1").held_for(network, PHOTO)) is None
