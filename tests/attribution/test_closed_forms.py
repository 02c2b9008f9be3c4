"""Methods on networks small enough to know the right answer without computing it by autograd."""

from typing import Any

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal
from torch import Tensor, nn

from classifiers import classifier, inputs
from convscope.network import Network
from convscope.report import explain

SHAPE = (2, 4, 5)
WEIGHTS = torch.randn((3, *SHAPE), generator=torch.Generator().manual_seed(1)).double()
PHOTO = torch.randn(SHAPE, generator=torch.Generator().manual_seed(2)).double()


class Linear(nn.Module):
    """Scores that are weighted sums of the pixels."""

    def __init__(self) -> None:
        super().__init__()
        self.head = nn.Linear(40, 3).double()
        with torch.no_grad():
            self.head.weight.copy_(WEIGHTS.flatten(1))

    def forward(self, x: Tensor) -> Tensor:
        return torch.as_tensor(self.head(x.flatten(1)))


class Cam(nn.Module):
    """Two channels of a 1x1 convolution, a rectifier, a mean over the places and a linear layer."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 2, 1, bias=False).double()
        self.relu = nn.ReLU()
        self.head = nn.Linear(2, 2, bias=False).double()
        with torch.no_grad():
            self.conv.weight.copy_(torch.tensor([1.0, -1.0]).reshape(2, 1, 1, 1))
            self.head.weight.copy_(torch.tensor([[3.0, -2.0], [-1.0, 4.0]]))

    def forward(self, x: Tensor) -> Tensor:
        return torch.as_tensor(self.head(self.relu(self.conv(x)).mean((2, 3))))


class Squares(nn.Module):
    """A score that is smooth but not linear: the sum of squares of the pixels."""

    def __init__(self) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.ones(1).double())

    def forward(self, x: Tensor) -> Tensor:
        return (self.scale * x * x).flatten(1).sum(1, keepdim=True)


@pytest.fixture(scope="module")
def linear() -> Network:
    return Network(Linear(), input_shape=SHAPE)


@pytest.fixture(scope="module")
def cam() -> Network:
    return Network(Cam(), input_shape=(1, 2, 2))


SQUARE = torch.tensor([[[1.0, -2.0], [0.0, 4.0]]]).double()
POSITIVE, NEGATIVE = SQUARE[0].clamp(min=0).numpy(), (-SQUARE[0]).clamp(min=0).numpy()


def same(found: Any, expected: Any) -> None:
    assert_allclose(np.asarray(found), np.asarray(expected), atol=1e-6)


def test_saliency_of_a_linear_network_is_its_largest_weight(linear: Network) -> None:
    same(explain(linear, PHOTO, "saliency", "class:1").values, WEIGHTS[1].abs().amax(0))


def test_signed_saliency_keeps_the_sign_of_the_largest_weight(linear: Network) -> None:
    made = explain(linear, PHOTO, "saliency", "class:1", signed=True).values
    largest = np.where(WEIGHTS[1, 0].abs() > WEIGHTS[1, 1].abs(), WEIGHTS[1, 0], WEIGHTS[1, 1])
    same(made, largest)


def test_smoothgrad_of_a_linear_network_is_saliency_whatever_the_noise(linear: Network) -> None:
    smooth = explain(linear, PHOTO, "smoothgrad", "class:1", samples=3, noise=2.0)
    same(smooth.values, explain(linear, PHOTO, "saliency", "class:1").values)


@pytest.mark.parametrize("method", ["input-x-gradient", "integrated-gradients"])
def test_input_times_weight_on_a_linear_network(method: str, linear: Network) -> None:
    made = explain(linear, PHOTO, method, "class:2")
    assert made.channels is not None
    same(made.channels, PHOTO * WEIGHTS[2])
    same(made.values, (PHOTO * WEIGHTS[2]).sum(0))


def test_integrated_gradients_start_at_the_baseline(linear: Network) -> None:
    made = explain(linear, PHOTO, "integrated-gradients", "class:2", baseline="white")
    same(made.values, ((PHOTO - 1) * WEIGHTS[2]).sum(0))


def test_occlusion_of_a_pixel_of_a_linear_network_is_what_it_adds(linear: Network) -> None:
    made = explain(linear, PHOTO, "occlusion", "class:0", window=1, stride=1)
    same(made.values, (PHOTO * WEIGHTS[0]).sum(0))


def test_occlusion_puts_its_baseline_in_the_window(linear: Network) -> None:
    made = explain(linear, PHOTO, "occlusion", "class:0", window=1, stride=1, baseline="grey")
    same(made.values, ((PHOTO - 0.5) * WEIGHTS[0]).sum(0))


def test_occlusion_averages_the_windows_that_cover_a_place(linear: Network) -> None:
    adds = (PHOTO * WEIGHTS[0]).sum(0).numpy()  # (4, 5)
    # Windows of 2 every 2 places: rows 0-1, 2-3; columns 0-1, 2-3 and 4, which the border cuts.
    expected = np.zeros((4, 5))
    for rows in (slice(0, 2), slice(2, 4)):
        for columns in (slice(0, 2), slice(2, 4), slice(4, 5)):
            expected[rows, columns] = adds[rows, columns].sum()
    same(explain(linear, PHOTO, "occlusion", "class:0", window=2, stride=2).values, expected)


def test_occlusion_by_one_window_is_the_whole_score(linear: Network) -> None:
    made = explain(linear, PHOTO, "occlusion", "class:0", window=99, stride=1)
    same(made.values, np.full((4, 5), (PHOTO * WEIGHTS[0]).sum()))


def test_occlusion_outside_the_receptive_field_is_exactly_zero() -> None:
    network = classifier((3, 20, 14))
    photo = inputs((3, 20, 14), 1)[0]
    made = explain(network, photo, "occlusion", "down:3@5,3", window=1, stride=1)
    # down is a 3x3 convolution of stride 2 and padding 1 after a 3x3 one: from 2 * 5 - 2 = 8 to 12, 4 to 8.
    inside = np.zeros((20, 14), bool)
    inside[8:13, 4:9] = True
    assert_array_equal(made.values != 0, inside)


def test_integrated_gradients_of_a_parabola_are_the_squares() -> None:
    network = Network(Squares(), input_shape=SHAPE)
    made = explain(network, PHOTO, "integrated-gradients", "class:0", steps=1)
    assert made.channels is not None
    same(made.channels, PHOTO**2)
    assert made.facts["completeness_gap"] == pytest.approx(0, abs=1e-9)


def test_completeness_gap_is_what_is_missing_from_the_sum() -> None:
    network = classifier((3, 20, 14))
    photo = inputs((3, 20, 14), 1)[0]
    made = explain(network, photo, "integrated-gradients", "class:1", steps=3)
    ends = torch.stack([photo, torch.zeros_like(photo)])
    graph = network.graph()
    from convscope.graph import evaluate

    first, last = evaluate(graph, {graph.input: ends}, [graph.output])[graph.output][:, 1].tolist()
    gap = abs(made.values.astype(float).sum() - (first - last))
    assert made.facts["completeness_gap"] == pytest.approx(gap, abs=1e-4)
    assert gap > 1e-3


def test_completeness_gap_closes_with_more_steps() -> None:
    network = classifier((3, 20, 14))
    photo = inputs((3, 20, 14), 1)[0]
    few, many = (
        explain(network, photo, "integrated-gradients", "class:1", steps=steps).facts["completeness_gap"]
        for steps in (2, 400)
    )
    assert many < few / 10
    assert many < 0.01


@pytest.mark.parametrize("steps", [63, 64, 65, 130])
def test_integrated_gradients_are_whole_however_the_path_is_divided(steps: int) -> None:
    network = Network(Squares(), input_shape=SHAPE)
    same(explain(network, PHOTO, "integrated-gradients", "class:0", steps=steps).values, (PHOTO**2).sum(0))


def test_smoothgrad_tends_to_saliency_with_less_noise() -> None:
    network = classifier((3, 20, 14))
    photo = inputs((3, 20, 14), 1)[0]
    smooth = explain(network, photo, "smoothgrad", "class:1", samples=2, noise=1e-9)
    assert_allclose(smooth.values, explain(network, photo, "saliency", "class:1").values, rtol=1e-5)


def test_smoothgrad_of_a_parabola_is_the_gradient_at_the_mean_noise() -> None:
    network = Network(Squares(), input_shape=SHAPE)
    noise = torch.randn((70, *SHAPE), generator=torch.Generator().manual_seed(5)).double()
    mean = PHOTO + 0.5 * (PHOTO.max() - PHOTO.min()) * noise.mean(0)
    made = explain(network, PHOTO, "smoothgrad", "class:0", samples=70, noise=0.5, seed=5)
    assert made.channels is not None
    assert_allclose(made.channels, 2 * mean, atol=1e-5)


# The relu's gradient is head[class] / 4 at each of the four places.
@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("grad-cam", (3 * POSITIVE - 2 * NEGATIVE) / 4),
        ("hirescam", (3 * POSITIVE - 2 * NEGATIVE) / 4),
        ("layercam", 3 * POSITIVE / 4),
    ],
)
def test_class_activation_map_by_hand(method: str, expected: Any, cam: Network) -> None:
    made = explain(cam, SQUARE, method, "class:0", layer="relu")
    same(made.values, expected)
    assert made.values.min() == pytest.approx(expected.min())  # signed, not cut at zero


def test_grad_cam_plus_plus_by_hand(cam: Network) -> None:
    gradient, activations = 0.75, POSITIVE.sum()  # the second channel's gradient is negative: no weight
    alpha = gradient**2 / (2 * gradient**2 + activations * gradient**3 + 1e-6)
    same(explain(cam, SQUARE, "grad-cam++", "class:0", layer="relu").values, 4 * alpha * gradient * POSITIVE)


def test_eigen_cam_of_one_channel_is_its_difference_from_the_mean() -> None:
    network = Network(
        nn.Sequential(nn.Conv2d(1, 1, 1, bias=False).double(), nn.ReLU()), input_shape=(1, 2, 2)
    )
    values = network.activations(SQUARE, ["1"])["1"][0].numpy()
    made = explain(network, SQUARE, "eigen-cam", "1:0", layer="1")
    assert_allclose(np.abs(made.values), np.abs(values - values.mean()), atol=1e-6)


@pytest.mark.parametrize("seed", range(6))
def test_eigen_cam_grows_with_the_size_of_the_activations(seed: int) -> None:
    network = classifier((3, 20, 14))
    photo = inputs((3, 20, 14), 1, seed=seed)[0]
    made = explain(network, photo, "eigen-cam", "class:0", layer="mix")
    sizes = network.activations(photo, ["mix"])["mix"].abs().sum(0).numpy()
    assert (made.values * sizes).sum() > 0


def test_eigen_cam_does_not_depend_on_the_objective() -> None:
    network = classifier((3, 20, 14))
    photo = inputs((3, 20, 14), 1)[0]
    one, other = (
        explain(network, photo, "eigen-cam", target, layer="last") for target in ("class:0", "prob:1")
    )
    assert_array_equal(one.values, other.values)


class Rectified(nn.Module):
    """score = w . relu(x), whose rules can be read off."""

    def __init__(self) -> None:
        super().__init__()
        self.relu = nn.ReLU()
        self.weight = nn.Parameter(torch.tensor([2.0, 3.0, -5.0, -7.0]).double())

    def forward(self, x: Tensor) -> Tensor:
        return torch.as_tensor((self.relu(x).flatten(1) * self.weight).sum(1, keepdim=True))


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("saliency", [2, 0, 5, 0]),
        ("guided-backprop", [2, 0, 0, 0]),
        ("deconvnet", [2, 3, 0, 0]),
    ],
)
def test_rule_of_a_rectifier(method: str, expected: list[float]) -> None:
    network = Network(Rectified(), input_shape=(1, 1, 4))
    photo = torch.tensor([[[1.0, -1.0, 1.0, -1.0]]]).double()
    same(explain(network, photo, method, "class:0").values[0], expected)


@pytest.mark.parametrize(
    ("method", "passes"),
    [
        ("saliency", 2),
        ("grad-cam", 2),
        ("eigen-cam", 1),
        ("integrated-gradients", 2 * 50 + 2),
        ("smoothgrad", 2 * 25),
        ("occlusion", 1 + 1),
    ],
)
def test_passes_are_what_the_documentation_says(method: str, passes: int) -> None:
    photo = inputs((3, 20, 14), 1)[0]
    assert explain(classifier((3, 20, 14)), photo, method, "class:0").passes == passes
