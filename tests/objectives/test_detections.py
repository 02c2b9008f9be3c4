"""A detection as an objective: which it is, what of it is read, and that it stays while the photo changes."""

import numpy as np
import pytest
import torch
from torch import Tensor, nn

import convscope
from convscope.errors import NetworkError, ObjectiveError
from convscope.images import Preprocessing
from convscope.network import Network
from convscope.objectives import detection, parse

VIEW = Preprocessing((8, 8), (8, 8), "bilinear", (0.0,) * 3, (1.0,) * 3)


class Halves(nn.Module):
    """A disc in the left half by its red, a rod in the right half by its green and as wide as its blue says."""

    fixed: Tensor

    def __init__(self) -> None:
        super().__init__()
        fixed = [[0.0, 0, 4, 8, 1, -5], [4.0, 0, 4, 8, -5, 0]]
        self.register_buffer("fixed", torch.tensor(fixed))

    def forward(self, photos: Tensor) -> Tensor:
        left, right = photos[..., :4].mean((2, 3)), photos[..., 4:].mean((2, 3))
        zero = 0 * left[:, 0]
        seen = [
            torch.stack([zero, zero, zero, zero, 4 * left[:, 0], zero], 1),
            torch.stack([zero, zero, 4 * right[:, 2], zero, zero, 2 * right[:, 1]], 1),
        ]
        return self.fixed + torch.stack(seen, 1)


@pytest.fixture(scope="module")
def network() -> Network:
    return Network(Halves(), preprocessing=VIEW, labels=["disc", "rod"], task="boxes", name="halves")


@pytest.fixture(scope="module")
def photo() -> Tensor:
    """Scores of 1 + 4 * 0.75 for the disc, and of 2 * 0.5 for a rod from 4 to 8."""
    made = torch.zeros(3, 8, 8)
    made[0, :, :4], made[1, :, 4:], made[2, :, 4:] = 0.75, 0.5, 1.0
    return made


def value(network: Network, text: str, photo: Tensor, *, held: Tensor | None = None) -> float:
    objective = parse(text)
    if held is not None:
        objective = objective.held_for(network, held[None])
    bound = objective.bind(network)
    return float(bound.score({bound.reads[0]: network.scores(photo[None])}))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("detection:1", 4.0),
        ("detection:2", 1.0),
        ("detection:2.prob", 0.7310586),
        ("detection:2.left", 4.0),
        ("detection:2.right", 8.0),
        ("detection:1 - 0.5*detection:2", 3.5),
    ],
)
def test_the_number_is_that_of_the_detection(
    network: Network, photo: Tensor, text: str, expected: float
) -> None:
    assert value(network, text, photo) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("second", [[2.0, 8, 6, 8], [2.0, 2, 6, 6]], ids=["without area", "like another's"])
def test_of_boxes_that_are_equal_the_detections_own_is_read(second: list[float]) -> None:
    class Equal(nn.Module):
        def forward(self, photos: Tensor) -> Tensor:
            rows = torch.tensor([[2.0, 2, 6, 6, -6, -6], [*second, 2, -6], [*second, -9, -6]])
            return rows + photos.mean((1, 2, 3))[:, None, None] * 0

    made = Network(Equal(), preprocessing=VIEW, labels=["disc", "rod"], task="boxes", name="equal")
    seen = torch.zeros(3, 8, 8)
    assert value(made, "detection:1", seen, held=seen) == pytest.approx(2.0, abs=1e-6)


def test_text_and_value_are_one() -> None:
    assert parse("detection:2.left") == detection(2, "left")
    assert str(detection(2, "left")) == "detection:2.left"


def test_detections_are_numbered_as_they_are_listed(network: Network, photo: Tensor) -> None:
    listed = network.task.predictions(network.scores(photo[None]))[0]
    assert [one.value for one in listed] == pytest.approx(
        [value(network, f"detection:{number}", photo) for number in (1, 2)], abs=1e-5
    )


def test_a_held_detection_stays_when_another_becomes_the_first(network: Network, photo: Tensor) -> None:
    changed = photo.clone()
    changed[0] = 0
    changed[1, :, 4:] = 1
    assert value(network, "detection:1", changed) == pytest.approx(2.0)
    assert value(network, "detection:1", changed, held=photo) == pytest.approx(1.0)
    assert value(network, "detection:1 - detection:2", changed, held=photo) == pytest.approx(-1.0)


def test_a_held_detection_that_no_box_touches_has_its_classes_lowest_score(
    network: Network, photo: Tensor
) -> None:
    narrow = photo.clone()
    narrow[2] = 0  # the rod's box has no width
    assert value(network, "detection:2", narrow, held=photo) == pytest.approx(-5.0)


def test_the_gradient_is_that_of_the_score(network: Network, photo: Tensor) -> None:
    found = convscope.explain(network, photo, "saliency", "detection:1")
    expected = np.zeros((8, 8))
    expected[:, :4] = 4 / 32
    assert found.values == pytest.approx(expected, abs=1e-6)


def test_occlusion_finds_the_half_that_a_box_comes_from(network: Network, photo: Tensor) -> None:
    second = convscope.explain(
        network, photo, "occlusion", "detection:2", window=4, stride=4, baseline="black"
    )
    expected = np.zeros((8, 8))
    expected[:, 4:] = 0.5
    assert second.values == pytest.approx(expected, abs=1e-5)


def test_the_similarity_of_a_detection_with_itself_is_its_probability(
    network: Network, photo: Tensor
) -> None:
    assert value(network, "detection:1.similarity", photo) == pytest.approx(
        float(torch.tensor(4.0).sigmoid()), abs=1e-6
    )


def test_the_similarity_falls_with_overlap_and_class(network: Network, photo: Tensor) -> None:
    thin = photo.clone()
    thin[2, :, 4:] = 0.5
    expected = 0.5 * float(torch.tensor(1.0).sigmoid())  # half the box, the same class
    assert value(network, "detection:2.similarity", thin, held=photo) == pytest.approx(expected, abs=1e-6)


def test_what_a_report_asks_of_a_detector_are_its_detections(network: Network, photo: Tensor) -> None:
    asked = network.task.questions(network.scores(photo[None]))
    assert [(one.target, one.judge) for one in asked] == [
        ("detection:1", "detection:1.prob"),
        ("detection:2", "detection:2.prob"),
    ]


def test_a_number_that_the_detector_does_not_reach_is_refused(network: Network, photo: Tensor) -> None:
    with pytest.raises(ObjectiveError, match="There is no detection 9"):
        convscope.explain(network, photo, "saliency", "detection:9")


def test_a_network_that_finds_no_boxes_is_refused(network: Network) -> None:
    with pytest.raises(NetworkError, match="finds no boxes"):
        parse("detection:1").bind(convscope.open_network("efficientnet-lite0"))


@pytest.mark.parametrize(
    ("text", "column"),
    [("detection:", 11), ("detection:x", 11), ("detection:2.middle", 13), ("detection:2.", 13)],
)
def test_what_is_no_detection_is_refused_at_its_column(text: str, column: int) -> None:
    with pytest.raises(ObjectiveError, match=f"at column {column}"):
        parse(text)


def test_detections_are_counted_from_one() -> None:
    with pytest.raises(ObjectiveError, match="counted from 1"):
        parse("detection:0")


def test_a_held_mask_stays_where_the_class_won() -> None:
    layer = nn.Conv2d(1, 2, 1, bias=False)
    with torch.no_grad():
        layer.weight.copy_(torch.tensor([1.0, -1.0]).reshape(2, 1, 1, 1))
    net = Network(layer, input_shape=(1, 2, 2), task="segmentation")
    example, changed = torch.tensor([[[1.0, 2], [-1, -2]]]), torch.tensor([[[-1.0, 2], [1, 5]]])
    assert value(net, "class:0@mask", changed) == pytest.approx(8.0)
    assert value(net, "class:0@mask", changed, held=example) == pytest.approx(1.0)
