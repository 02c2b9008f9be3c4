"""Named kernels are the published ones, and sum to what their kind says."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import ndimage
from skimage import data, filters
from skimage.filters import gabor_kernel

from convscope.errors import FilterError
from convscope.filters import KERNELS, Kernel, apply, kernel, matrix

CAMERA = data.camera()[100:228, 180:308] / 255.0

PICTURES = ["identity", "box", "blur", "gaussian", "motion-blur", "sharpen", "unsharp", "emboss"]
OTHERS = ["haar-average", "gabor"]


@pytest.mark.parametrize("name", KERNELS)
def test_every_kernel_has_finite_weights_that_cannot_be_written(name: str) -> None:
    made = kernel(name)
    assert np.isfinite(made.weights).all()
    with pytest.raises(ValueError, match="read-only"):
        made.weights[0, 0] = 1


@pytest.mark.parametrize("name", KERNELS)
def test_every_kernel_says_what_it_does_in_a_sentence(name: str) -> None:
    assert kernel(name).summary.endswith(".")


@pytest.mark.parametrize("name", PICTURES)
def test_kernels_that_give_pictures_sum_to_one(name: str) -> None:
    assert kernel(name).total == pytest.approx(1, abs=1e-12)
    assert kernel(name).kind == "picture"


@pytest.mark.parametrize("name", sorted(KERNELS.keys() - {*PICTURES, *OTHERS}))
def test_all_other_kernels_sum_to_zero(name: str) -> None:
    assert kernel(name).total == pytest.approx(0, abs=1e-12)
    assert kernel(name).kind == "signed"


@pytest.mark.parametrize(
    ("name", "weights"),
    [
        ("blur", "0.0625 0.125 0.0625/0.125 0.25 0.125/0.0625 0.125 0.0625"),
        ("bottom-sobel", "-1 -2 -1/0 0 0/1 2 1"),
        ("emboss", "-2 -1 0/-1 1 1/0 1 2"),
        ("identity", "0 0 0/0 1 0/0 0 0"),
        ("left-sobel", "1 0 -1/2 0 -2/1 0 -1"),
        ("outline", "-1 -1 -1/-1 8 -1/-1 -1 -1"),
        ("right-sobel", "-1 0 1/-2 0 2/-1 0 1"),
        ("sharpen", "0 -1 0/-1 5 -1/0 -1 0"),
        ("top-sobel", "1 2 1/0 0 0/-1 -2 -1"),
    ],
)
def test_the_kernels_of_setosa_have_its_weights(name: str, weights: str) -> None:
    np.testing.assert_array_equal(kernel(name).weights, matrix(weights).weights)


def scipy_laplacian_of_gaussian(photo: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(ndimage.gaussian_laplace(photo, 2, mode="reflect", radius=10))


Peer = Callable[[NDArray[np.float64]], NDArray[np.float64]]

PEERS: dict[str, Peer] = {
    "sobel-horizontal": lambda photo: ndimage.sobel(photo, axis=0),
    "sobel-vertical": lambda photo: ndimage.sobel(photo, axis=1),
    "prewitt-horizontal": lambda photo: ndimage.prewitt(photo, axis=0),
    "prewitt-vertical": lambda photo: ndimage.prewitt(photo, axis=1),
    "scharr-horizontal": lambda photo: 16 * filters.scharr(photo, axis=0),
    "scharr-vertical": lambda photo: 16 * filters.scharr(photo, axis=1),
    "laplacian": ndimage.laplace,
    "edge": filters.laplace,
    "gaussian:sigma=2": lambda photo: ndimage.gaussian_filter(photo, 2, truncate=3),
    "laplacian-of-gaussian:sigma=2,size=21": scipy_laplacian_of_gaussian,
    "difference-of-gaussians:sigma=1,ratio=2,size=25": lambda photo: filters.difference_of_gaussians(
        photo, 1, 2, mode="reflect", truncate=12
    ),
    "steerable:order=1,theta=0,sigma=2,size=17": lambda photo: ndimage.gaussian_filter(
        photo, 2, order=(0, 1), truncate=4
    ),
    "steerable:order=2,theta=90,sigma=2,size=25": lambda photo: ndimage.gaussian_filter(
        photo, 2, order=(2, 0), truncate=6
    ),
    "box:size=5": lambda photo: ndimage.uniform_filter(photo, 5),
}


@pytest.mark.parametrize("name", PEERS)
def test_a_kernel_answers_a_photo_as_its_peer_does(name: str) -> None:
    ours = apply(CAMERA, kernel(name), border="symmetric")
    assert ours == pytest.approx(PEERS[name](CAMERA), abs=2e-5)


@pytest.mark.parametrize(
    ("name", "peer"),
    [("roberts-down-right", filters.roberts_pos_diag), ("roberts-down-left", filters.roberts_neg_diag)],
)
def test_roberts_is_that_of_scikit_image(name: str, peer: Peer) -> None:
    ours = apply(CAMERA, kernel(name), border="valid")
    assert ours == pytest.approx(peer(CAMERA)[:-1, :-1], abs=1e-5)


def test_the_gaussian_is_its_formula() -> None:
    rows, columns = np.mgrid[-6:7, -6:7]
    formula = np.exp(-(rows**2 + columns**2) / (2 * 1.7**2))
    assert kernel("gaussian:sigma=1.7,size=13").weights == pytest.approx(formula / formula.sum(), abs=1e-12)


def test_gabor_is_the_real_part_of_scikit_images() -> None:
    ours = kernel("gabor:frequency=0.2,theta=30,bandwidth=1.5,phase=40").weights
    theirs = gabor_kernel(0.2, math.radians(30), bandwidth=1.5, offset=math.radians(40)).real
    assert ours == pytest.approx(theirs, abs=1e-12)


@pytest.mark.parametrize("theta", [0, 30, 90, 135])
@pytest.mark.parametrize(
    "name", ["gabor:frequency=0.125", "steerable:order=2,sigma=1.8", "bar:order=2,sigma=1.8"]
)
def test_theta_is_the_direction_in_which_stripes_follow_each_other(name: str, theta: float) -> None:
    rows, columns = np.mgrid[:96, :96]

    def energy(of_kernel: str, of_stripes: float) -> float:
        angle = math.radians(of_stripes)
        stripes = np.cos(2 * np.pi * 0.125 * (columns * math.cos(angle) + rows * math.sin(angle)))
        return float(np.square(apply(stripes, kernel(of_kernel), border="valid")).mean())

    energies = {of_stripes: energy(f"{name},theta={theta}", of_stripes) for of_stripes in range(0, 180, 15)}
    assert max(energies, key=energies.__getitem__) == theta


@given(theta=st.floats(0, 360), sigma=st.floats(0.8, 3))
def test_a_first_order_steerable_kernel_is_the_sum_of_its_two_basis_kernels(
    theta: float, sigma: float
) -> None:
    def weights(of_theta: float) -> NDArray[np.float64]:
        return kernel(f"steerable:order=1,theta={of_theta!r},sigma={sigma!r}").weights

    angle = math.radians(theta)
    steered = math.cos(angle) * weights(0) + math.sin(angle) * weights(90)
    assert weights(theta) == pytest.approx(steered, abs=1e-9)


@pytest.mark.parametrize("size", [2, 4, 8])
def test_the_haar_kernels_of_one_size_are_orthonormal(size: int) -> None:
    names = ("average", "horizontal", "vertical", "diagonal")
    flat = np.stack([kernel(f"haar-{name}:size={size}").weights.ravel() for name in names])
    assert flat @ flat.T == pytest.approx(np.eye(4))


@pytest.mark.parametrize(("theta", "along"), [(0, np.s_[4, :]), (90, np.s_[:, 4])])
def test_motion_blur_averages_along_its_direction(theta: float, along: tuple[int, slice]) -> None:
    weights = kernel(f"motion-blur:length=9,theta={theta}").weights
    assert weights[along] == pytest.approx(np.full(9, 1 / 9))
    assert weights.sum() == pytest.approx(1)


def test_motion_blur_at_45_degrees_runs_downwards_to_the_right() -> None:
    weights = kernel("motion-blur:length=5,theta=45").weights
    assert weights[1, 1] > 0 == weights[1, 3]


@pytest.mark.parametrize(
    "name", ["sobel-horizontal", "horizontal-edges", "haar-horizontal", "steerable:theta=90"]
)
def test_a_photo_that_gets_brighter_downwards_gives_positive_horizontal_edges(name: str) -> None:
    ramp = np.linspace(0, 1, 40)[:, None] * np.ones((1, 40))
    assert (apply(ramp, kernel(name), border="valid") > 0).all()


def test_unsharp_with_nothing_blurred_away_is_the_identity() -> None:
    flat = np.full((20, 20), 0.3)
    assert apply(flat, kernel("unsharp")) == pytest.approx(flat, abs=1e-6)


def test_normalised_keeps_the_form_and_sums_to_one() -> None:
    assert Kernel("ones", np.ones((3, 3))).normalised().weights == pytest.approx(np.full((3, 3), 1 / 9))


def test_normalising_a_kernel_that_sums_to_zero_is_refused_in_a_sentence() -> None:
    with pytest.raises(FilterError, match=r"'sobel-vertical' sum to 0, so no factor") as caught:
        kernel("sobel-vertical").normalised()
    assert caught.value.hint


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("gaussian:sigma=0", "Sigma must be positive, not 0"),
        ("gaussian:sigma=-2", "Sigma must be positive, not -2"),
        ("laplacian-of-gaussian:sigma=-1", "Sigma must be positive"),
        ("gaussian:sigma=1,size=4", "Size must be odd.*not 4.*Take 3 or 5"),
        ("identity:size=0", "Size must be odd"),
        ("motion-blur:length=6", "Length must be odd"),
        ("haar-vertical:size=3", "must be even, not 3"),
        ("gaussian:sigma=1e6", "1023 pixels at most"),
        ("gabor:frequency=0", "Frequency must be positive"),
        ("gabor:frequency=0.7", "0.5 waves in a pixel at most, not 0.7"),
        ("gabor:frequency=0.1,sigma=0", "Sigma must be positive"),
        ("gabor:bandwidth=0", "Bandwidth must be positive"),
        ("gabor:frequency=1e-9", "1023 pixels at most"),
        ("steerable:order=0", "Order must be 1 to 4, not 0"),
        ("bar:order=3", "Order must be 1 or 2, not 3"),
        ("unsharp:amount=0", "Amount must be positive"),
        ("difference-of-gaussians:ratio=0", "Ratio must be positive"),
    ],
)
def test_an_impossible_option_is_refused_in_a_sentence(text: str, says: str) -> None:
    with pytest.raises(FilterError, match=says):
        kernel(text)


@pytest.mark.parametrize("weights", [np.zeros((3, 3, 3)), np.zeros(3), np.zeros((0, 3))])
def test_weights_that_are_no_matrix_are_refused(weights: NDArray[np.float64]) -> None:
    with pytest.raises(FilterError, match="rows and columns"):
        Kernel("mine", weights)
