"""Methods on networks small enough to know the right answer without computing it by autograd."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal
from scipy.ndimage import gaussian_filter
from sklearn.linear_model import Ridge
from torch import Tensor, nn

from classifiers import classifier, inputs
from convscope.attribution import Probe
from convscope.attribution.scale_space import ScaleSpace
from convscope.attribution.superpixels import superpixels
from convscope.explanation import explain
from convscope.images import Photo, Preprocessing
from convscope.network import Network
from convscope.objectives import parse

SHAPE = (2, 4, 5)
WEIGHTS = torch.randn((3, *SHAPE), generator=torch.Generator().manual_seed(1)).double()
SMOOTH = ScaleSpace(9 * inputs((3, 20, 14), 1)[0]).blurred(2)  # has superpixels, as a photo has
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
        scores: Tensor = self.head(self.relu(self.conv(x)).mean((2, 3)))
        return scores


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


def test_smoothgrad_squared_of_a_linear_network_is_its_squared_weights(linear: Network) -> None:
    made = explain(linear, PHOTO, "smoothgrad-squared", "class:1", samples=3)
    assert made.channels is not None
    same(made.channels, WEIGHTS[1].square())
    same(made.values, WEIGHTS[1].square().sum(0))


def test_vargrad_of_a_linear_network_is_zero(linear: Network) -> None:
    same(explain(linear, PHOTO, "vargrad", "class:1", samples=70).values, np.zeros((4, 5)))


def test_vargrad_of_a_parabola_is_the_variance_of_the_noise() -> None:
    network = Network(Squares(), input_shape=SHAPE)
    noise = torch.randn((70, *SHAPE), generator=torch.Generator().manual_seed(5)).double()
    made = explain(network, PHOTO, "vargrad", "output:0", samples=70, noise=0.5, seed=5)
    assert made.channels is not None
    deviation = 2 * 0.5 * (PHOTO.max() - PHOTO.min())
    same(made.channels, (deviation * noise).var(0, correction=0))


def test_expected_gradients_of_a_linear_network_are_its_weights_times_the_way_from_the_mean_reference(
    linear: Network,
) -> None:
    made = [
        explain(linear, PHOTO, "expected-gradients", target, samples=70) for target in ("class:1", "class:2")
    ]
    means = [PHOTO.numpy() - a.channels / w.numpy() for a, w in zip(made, WEIGHTS[1:], strict=True)]
    assert_allclose(means[0], means[1], atol=1e-4)  # whichever class is explained
    assert np.abs(means[0]).max() < 5 / np.sqrt(70)  # the mean of 70 normal numbers
    assert made[0].facts["completeness_gap"] == pytest.approx(0, abs=1e-9)


def test_expected_gradients_draw_from_a_folder_of_photos(tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (5, 4), (255, 0, 0)).save(tmp_path / "red.png")
    preprocessing = Preprocessing((4, 5), None, "bilinear", (0.5,) * 3, (0.5,) * 3)
    head = nn.Linear(60, 2).double()
    network = Network(nn.Sequential(nn.Flatten(), head), preprocessing=preprocessing)
    photo = Photo("grey", np.full((4, 5, 3), 200, np.uint8))
    made = explain(network, photo, "expected-gradients", "class:1", references=str(tmp_path), samples=3)
    red = torch.tensor([1.0, -1.0, -1.0]).reshape(3, 1, 1)
    weights = head.weight[1].detach().reshape(3, 4, 5)
    same(made.channels, weights * (preprocessing.apply(photo) - red))


def test_blur_integrated_gradients_of_a_linear_network_are_its_weights_times_what_the_blur_takes(
    linear: Network,
) -> None:
    made = explain(linear, PHOTO, "blur-integrated-gradients", "class:1", steps=33, blur=10)
    # A blur that strong leaves the mean colour.
    assert made.channels is not None
    same(made.channels, (PHOTO - PHOTO.mean((1, 2), keepdim=True)) * WEIGHTS[1])
    assert made.facts["completeness_gap"] == pytest.approx(0, abs=1e-9)


def test_blur_of_the_scale_space_is_scipys_with_reflecting_borders() -> None:
    photo = inputs((2, 30, 23), 1)[0]
    expected = gaussian_filter(photo.numpy(), (0, 3, 3), mode="reflect", truncate=8)
    assert_allclose(ScaleSpace(photo).blurred(3), expected, atol=1e-8)


@pytest.mark.parametrize("method", ["deeplift", "input-x-gradient", "integrated-gradients"])
def test_input_times_weight_on_a_linear_network(method: str, linear: Network) -> None:
    made = explain(linear, PHOTO, method, "class:2")
    assert made.channels is not None
    same(made.channels, PHOTO * WEIGHTS[2])
    same(made.values, (PHOTO * WEIGHTS[2]).sum(0))


def test_lrp_of_a_linear_network_is_input_times_weight_less_the_biases_share(linear: Network) -> None:
    made = explain(linear, PHOTO, "lrp", "class:2", rule="epsilon", epsilon=0, pixels="same")
    assert made.channels is not None
    same(made.channels, PHOTO * WEIGHTS[2])
    bias = linear.graph().tensors["head.bias"][2]
    assert made.facts["completeness_gap"] == pytest.approx(abs(float(bias)))


def test_lrp_takes_pixels_to_lie_between_black_and_white() -> None:
    preprocessing = Preprocessing((4, 5), None, "bilinear", (0.5,), (0.25,))
    head = nn.Linear(20, 1).double()
    network = Network(nn.Sequential(nn.Flatten(), head), preprocessing=preprocessing)
    photo, weights = torch.rand((1, 4, 5)).double() * 4 - 2, head.weight.detach().reshape(1, 4, 5)
    shares = photo * weights + 2 * weights.clamp(min=0) - 2 * weights.clamp(max=0)
    score = (photo * weights).sum() + head.bias.detach()
    same(explain(network, photo, "lrp", "output:0").channels, shares / shares.sum() * score)


def test_lrp_by_epsilon_zero_is_input_times_gradient_in_a_network_of_rectifiers() -> None:
    layers = [
        nn.Conv2d(3, 4, 3),
        nn.BatchNorm2d(4),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(36, 2),
    ]
    network, photo = Network(nn.Sequential(*layers).double(), input_shape=(3, 8, 8)), inputs((3, 8, 8), 1)[0]
    made = explain(network, photo, "lrp", "class:1", rule="epsilon", epsilon=0, pixels="same")
    same(made.values, explain(network, photo, "input-x-gradient", "class:1").values)


def test_lrp_composite_takes_gamma_as_deep_as_it_is_told() -> None:
    network, photo = classifier((3, 20, 14)), inputs((3, 20, 14), 1)[0]

    def made(**options: Any) -> Any:
        return explain(network, photo, "lrp", "class:1", pixels="same", **options).values

    same(made(depth=0), made(rule="epsilon"))
    assert np.abs(made(depth=1) - made(depth=0.3)).max() > 1e-3
    same(made(), made(depth=1))


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


def parts_of(network: Network, segments: int) -> np.ndarray[Any, Any]:
    probe = Probe.of(network, PHOTO[None], [parse("class:0")])
    return superpixels(probe, 0, segments).numpy()


def added_by_parts(parts: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """What the superpixel at each place adds to the score of a linear network."""
    adds = (PHOTO * WEIGHTS[0]).sum(0).numpy()
    sums = np.bincount(parts.ravel(), adds.ravel())
    return np.asarray(sums[parts])


@pytest.mark.parametrize(
    ("method", "options"),
    [
        ("lime", {"ridge": 0, "samples": 40}),
        ("kernelshap", {"samples": 40}),
        ("kernelshap", {"samples": 400}),
        ("shapley-sampling", {"permutations": 1}),
    ],
)
@pytest.mark.parametrize("segments", [1, 4, 9])
def test_superpixels_of_a_linear_network_get_what_they_add(
    segments: int, method: str, options: dict[str, Any], linear: Network
) -> None:
    made = explain(linear, PHOTO, method, "class:0", segments=segments, **options)
    expected = added_by_parts(parts_of(linear, segments))
    if method == "lime" and segments == 1:
        expected = np.where(made.values == 0, 0, expected)  # a part that is always seen has no weight
    same(made.values, expected)


class Game(nn.Module):
    """A score of three pixels, one part each, whose Shapley values are known: max(x1, x2) + x1 x3."""

    def __init__(self) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.ones(1).double())

    def forward(self, x: Tensor) -> Tensor:
        a, b, c = x.flatten(1).unbind(1)
        return (self.scale * (torch.maximum(a, b) + a * c))[:, None]


@pytest.mark.parametrize(
    ("method", "options"), [("kernelshap", {}), ("shapley-sampling", {"permutations": 6000})]
)
def test_shapley_values_by_hand(method: str, options: dict[str, Any]) -> None:
    # x = 2 3 5: max(a, b) adds 2 or nothing by a and 3 or 1 by b, half the time each; a c = 10 is shared evenly.
    photo = torch.tensor([[2.0, 3.0, 5.0]]).double()
    made = explain(Network(Game(), input_shape=(1, 3)), photo, method, "output:0", segments=3, **options)
    assert_allclose(made.values, [1 + 5, 2, 5], atol=1e-5 if method == "kernelshap" else 0.2)
    assert made.values.sum() == pytest.approx(13)


def test_kernelshap_draws_tend_to_the_exact_values() -> None:
    network, photo = classifier((3, 20, 14)), SMOOTH
    exact, drawn = (
        explain(network, photo, "kernelshap", "class:1", segments=9, samples=samples).values
        for samples in (10_000, 400)
    )
    assert np.abs(exact - drawn).max() < 0.05 * np.ptp(exact)


def test_limes_narrowest_kernel_counts_the_whole_photo_alone() -> None:
    network, photo = classifier((3, 20, 14)), SMOOTH
    made = explain(network, photo, "lime", "class:1", segments=6, samples=9, width=5e-324)
    assert not made.values.any()


def test_lime_is_a_weighted_ridge_regression_of_the_scores() -> None:
    network, photo = classifier((3, 20, 14)), SMOOTH
    made = explain(network, photo, "lime", "class:1", segments=6, samples=50, seed=3)
    probe = Probe.of(network, photo[None], [parse("class:1")])
    parts = superpixels(probe, 0, 6)
    players = int(parts.max()) + 1
    seen = torch.rand((50, players), generator=torch.Generator().manual_seed(3)) < 0.5
    seen[0] = True
    scores = probe.scores(seen[:, parts].unsqueeze(1) * photo, torch.zeros(50, dtype=torch.long))
    distance = 1 - np.sqrt(seen.double().mean(1).numpy())
    model = Ridge(alpha=1).fit(seen.numpy(), scores.numpy(), np.exp(-(distance**2) / 0.25**2))
    same(made.values, model.coef_[parts.numpy()])


def test_superpixels_are_blocks_where_there_are_no_rows_and_columns() -> None:
    probe = Probe.of(classifier((2, 31)), torch.zeros(1, 2, 31), [parse("class:0")])
    parts = superpixels(probe, 0, 4)
    assert parts.tolist() == sorted(parts.tolist())
    assert torch.bincount(parts).tolist() == [8, 8, 8, 7]


def test_rise_of_a_linear_network_is_what_each_place_adds_times_the_chance_that_it_is_hidden(
    linear: Network,
) -> None:
    # With a cell for each place the masks are independent: E[S | seen] - E[S] = (1 - p) x w.
    made = explain(linear, PHOTO, "rise", "class:0", samples=20_000, cells=5, seen=0.25)
    assert_allclose(made.values, 0.75 * (PHOTO * WEIGHTS[0]).sum(0), atol=0.15)


def test_meaningful_perturbation_of_a_linear_network_deletes_what_adds_more_than_its_price(
    linear: Network,
) -> None:
    falls = ((PHOTO - PHOTO.mean((1, 2), keepdim=True)) * WEIGHTS[0]).sum(0)
    price = 0.5 / 20  # of each of the 20 places, in parts of the whole fall
    made = explain(
        linear, PHOTO, "meaningful-perturbation", "class:0", cells=99, roughness=0, blur=9, steps=100
    )
    same(made.values, falls / falls.sum().abs() > price)


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
    made = explain(network, PHOTO, "integrated-gradients", "output:0", steps=1)
    assert made.channels is not None
    same(made.channels, PHOTO**2)
    assert made.facts["completeness_gap"] == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("baseline", ["mean", "white"])
@pytest.mark.parametrize("target", ["class:1", "class:0 - class:4", "last:2@4,5"])
def test_deeplift_is_complete(target: str, baseline: str) -> None:
    photo = 9 * inputs((3, 20, 14), 1)[0]  # so that ReLU6 saturates, too
    made = explain(classifier((3, 20, 14)), photo, "deeplift", target, baseline=baseline)
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
    same(explain(network, PHOTO, "integrated-gradients", "output:0", steps=steps).values, (PHOTO**2).sum(0))


def test_smoothgrad_tends_to_saliency_with_less_noise() -> None:
    network = classifier((3, 20, 14))
    photo = inputs((3, 20, 14), 1)[0]
    smooth = explain(network, photo, "smoothgrad", "class:1", samples=2, noise=1e-9)
    assert_allclose(smooth.values, explain(network, photo, "saliency", "class:1").values, rtol=1e-5)


def test_smoothgrad_of_a_parabola_is_the_gradient_at_the_mean_noise() -> None:
    network = Network(Squares(), input_shape=SHAPE)
    noise = torch.randn((70, *SHAPE), generator=torch.Generator().manual_seed(5)).double()
    mean = PHOTO + 0.5 * (PHOTO.max() - PHOTO.min()) * noise.mean(0)
    made = explain(network, PHOTO, "smoothgrad", "output:0", samples=70, noise=0.5, seed=5)
    assert made.channels is not None
    assert_allclose(made.channels, 2 * mean, atol=1e-5)


# The relu's gradient is head[class] / 4 at each of the four places.
@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("grad-cam", (3 * POSITIVE - 2 * NEGATIVE) / 4),
        ("hirescam", (3 * POSITIVE - 2 * NEGATIVE) / 4),
        ("layercam", 3 * POSITIVE / 4),
        ("cam", 3 * POSITIVE - 2 * NEGATIVE),
        ("xgrad-cam", (3 * POSITIVE - 2 * NEGATIVE) / 4),
        # Class 1 is the only other one: 3 - (-1) and -2 - 4.
        ("finer-cam", (4 * POSITIVE - 6 * NEGATIVE) / 4),
        # The positive channel, 1 0 0 4, has mean 5/4 and deviation 1.64; the other, 0 2 0 0, 1/2 and 0.87.
        ("fem", [[0, 0.5], [0, 1.25]]),
    ],
)
def test_class_activation_map_by_hand(method: str, expected: Any, cam: Network) -> None:
    options: dict[str, Any] = {"deviations": 1} if method == "fem" else {}
    made = explain(cam, SQUARE, method, "class:0", layer="relu", **options)
    same(made.values, expected)
    expected = np.asarray(expected)
    assert made.values.min() == pytest.approx(expected.min())  # signed, not cut at zero


def test_grad_cam_plus_plus_by_hand(cam: Network) -> None:
    gradient, activations = 0.75, POSITIVE.sum()  # the second channel's gradient is negative: no weight
    alpha = gradient**2 / (2 * gradient**2 + activations * gradient**3 + 1e-6)
    same(explain(cam, SQUARE, "grad-cam++", "class:0", layer="relu").values, 4 * alpha * gradient * POSITIVE)


@pytest.mark.parametrize("noise", [0.1, 2])
def test_smoothgrad_cam_plus_plus_by_hand(noise: float, cam: Network) -> None:
    gradient, activations = 0.75, POSITIVE.sum()  # the same for every noisy copy
    alpha = gradient**2 / (2 * gradient**2 + activations * gradient**3 + 1e-8)
    made = explain(cam, SQUARE, "smoothgrad-cam++", "class:0", layer="relu", samples=3, noise=noise)
    same(made.values, 4 * alpha * gradient * POSITIVE)


def test_guided_grad_cam_by_hand(cam: Network) -> None:
    # Guided backpropagation opens the positive channel's two places alone, Grad-CAM weighs them 3/4 of 1 and 4.
    made = explain(cam, SQUARE, "guided-grad-cam", "class:0", layer="relu")
    same(made.values, 0.75 * POSITIVE * 0.75 * (POSITIVE > 0))


def test_guided_grad_cam_enlarges_as_it_is_told() -> None:
    network, photo = classifier((3, 20, 14)), inputs((3, 20, 14), 1)[0]
    made = explain(network, photo, "guided-grad-cam", "class:0", enlarge="nearest")
    coarse = explain(network, photo, "grad-cam", "class:0").values.clip(min=0)
    guided = explain(network, photo, "guided-backprop", "class:0").channels
    assert made.channels is not None
    assert guided is not None
    assert_allclose(made.channels, coarse.repeat(2, 0).repeat(2, 1) * guided, rtol=1e-5)


def test_cam_of_a_probability_weighs_the_classes_by_its_gradient(cam: Network) -> None:
    scores = np.array([3 * 5 / 4 - 2 * 2 / 4, -5 / 4 + 4 * 2 / 4])
    p = np.exp(scores) / np.exp(scores).sum()
    weights = p[0] * p[1] * (np.array([3, -2]) - np.array([-1, 4]))
    same(explain(cam, SQUARE, "cam", "prob:0").values, weights[0] * POSITIVE + weights[1] * NEGATIVE)


def test_finer_cam_with_no_contrast_is_grad_cam() -> None:
    network, photo = classifier((3, 20, 14)), inputs((3, 20, 14), 1)[0]
    made = explain(network, photo, "finer-cam", "class:0", contrast=0)
    same(made.values, explain(network, photo, "grad-cam", "class:0").values)


def test_eigengrad_cam_of_one_channel_is_what_it_adds_less_the_mean() -> None:
    head = nn.Linear(4, 1)
    module = nn.Sequential(nn.Conv2d(1, 1, 1, bias=False), nn.ReLU(), nn.Flatten(), head).double()
    network = Network(module, input_shape=(1, 2, 2))
    values = network.activations(SQUARE, ["1"])["1"][0].numpy()
    adds = (values * head.weight.detach().reshape(1, 2, 2).numpy())[0]
    same(explain(network, SQUARE, "eigengrad-cam", "output:0", layer="1").values, adds - adds.mean())


class Biased(nn.Module):
    """score = sum over places of 2 relu(x + 1) + 3, all of whose biases are known."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.relu, self.head = nn.Conv2d(1, 1, 1), nn.ReLU(), nn.Linear(4, 1)
        for parameter, value in zip(self.parameters(), (1.0, 1.0, 2.0, 3.0), strict=True):
            nn.init.constant_(parameter, value)
        self.double()

    def forward(self, x: Tensor) -> Tensor:
        return torch.as_tensor(self.head(self.relu(self.conv(x)).flatten(1)))


def test_fullgrad_by_hand() -> None:
    # x = 1 -2 0 4 opens all but the second place: x g = 2 0 0 8, the convolution's bias adds 2 0 2 2.
    made = explain(Network(Biased(), input_shape=(1, 2, 2)), SQUARE, "fullgrad", "output:0")
    same(made.values, np.array([[2, 0], [0, 8]]) / 8 + np.array([[1, 0], [1, 1]]))
    assert made.facts["completeness_gap"] == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("target", ["class:1", "class:0 - class:4", "down:1"])
def test_fullgrad_is_complete_with_batch_norm_and_both_rectifiers(target: str) -> None:
    made = explain(classifier((3, 20, 14)), 9 * inputs((3, 20, 14), 1)[0], "fullgrad", target)
    assert made.facts["completeness_gap"] == pytest.approx(0, abs=1e-9)


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
    same(explain(network, photo, method, "output:0").values[0], expected)


@pytest.mark.parametrize(
    ("method", "passes"),
    [
        ("saliency", 2),
        ("grad-cam", 2),
        ("eigen-cam", 1),
        ("integrated-gradients", 2 * 50 + 2),
        ("smoothgrad", 2 * 25),
        ("vargrad", 2 * 25),
        ("expected-gradients", 2 * 50 + 50 + 1),
        ("blur-integrated-gradients", 2 * 50 + 2),
        ("deeplift", 5),
        ("lrp", 2),
        ("guided-grad-cam", 4),
        ("fullgrad", 2),
        ("cam", 2),
        ("fem", 1),
        ("finer-cam", 4),
        ("smoothgrad-cam++", 2 * 16 + 1),
        ("rise", 500),
        ("lime", 300),
        ("kernelshap", 300 + 2),
        ("meaningful-perturbation", 2 * 60 + 2),
        ("occlusion", 1 + 1),
    ],
)
def test_passes_are_what_the_documentation_says(method: str, passes: int) -> None:
    photo = inputs((3, 20, 14), 1)[0]
    assert explain(classifier((3, 20, 14)), photo, method, "class:0").passes == passes
