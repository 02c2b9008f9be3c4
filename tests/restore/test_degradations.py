"""What is done to photos."""

import io

import numpy as np
import pytest
import skimage.data
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from convscope.errors import TrainingError
from convscope.restore.degradations import degradation_of
from convscope.restore.degradations.span import read_span

PHOTO = skimage.data.astronaut()[:120, :96]


def test_noise_has_the_standard_deviation_that_is_asked_for() -> None:
    noisy = degradation_of(noise="25")(PHOTO, np.random.default_rng(0))
    assert float((noisy - PHOTO).std()) == pytest.approx(25, rel=0.02)


def test_noise_goes_beyond_black_and_white() -> None:
    noisy = degradation_of(noise="25")(np.zeros((32, 32, 3), np.uint8), np.random.default_rng(0))
    assert noisy.min() < 0


def test_noise_of_a_span_differs_from_photo_to_photo() -> None:
    degradation, generator = degradation_of(noise="0-55"), np.random.default_rng(0)
    strengths = [float((degradation(PHOTO, generator) - PHOTO).std()) for _ in range(20)]
    assert min(strengths) < 20 < 35 < max(strengths)


def test_the_noise_of_a_camera_keeps_the_mean_light_of_grey() -> None:
    grey = np.full((200, 200, 3), 128, np.uint8)
    noisy = degradation_of(noise="camera")(grey, np.random.default_rng(0)) / 255
    linear = np.where(noisy <= 0.04045, noisy / 12.92, ((noisy + 0.055) / 1.055) ** 2.4)
    assert float(linear.mean()) == pytest.approx(((128 / 255 + 0.055) / 1.055) ** 2.4, rel=0.01)


def test_the_noise_of_a_camera_is_stronger_in_the_light_than_in_the_dark_before_it_is_encoded() -> None:
    def spread(value: int) -> float:
        grey = np.full((200, 200, 3), value, np.uint8)
        noisy = degradation_of(noise="camera")(grey, np.random.default_rng(0)) / 255
        linear = np.where(noisy <= 0.04045, noisy / 12.92, ((noisy + 0.055) / 1.055) ** 2.4)
        return float(linear.std())

    assert spread(220) > 2 * spread(40)


def test_shrinking_is_pillow_s_bicubic_kernel_rounded() -> None:
    small = degradation_of(scale=2)(PHOTO, np.random.default_rng(0))
    wanted = np.asarray(Image.fromarray(PHOTO).resize((48, 60), Image.Resampling.BICUBIC), np.float32)
    assert np.abs(small - wanted).max() <= 1
    assert np.array_equal(small, np.rint(small))


def test_jpeg_is_what_pillow_writes_and_reads() -> None:
    file = io.BytesIO()
    Image.fromarray(PHOTO).save(file, "JPEG", quality=10, subsampling="4:2:0")
    found = degradation_of(jpeg="10")(PHOTO, np.random.default_rng(0))
    assert np.array_equal(found, np.asarray(Image.open(file), np.float32))


def test_grey_photos_stay_grey() -> None:
    grey = PHOTO[..., :1]
    found = degradation_of(noise="5", blur="1", jpeg="50")(grey, np.random.default_rng(0))
    assert found.shape == grey.shape


def test_blur_leaves_one_colour_as_it_is() -> None:
    plain = np.full((20, 20, 3), 77, np.uint8)
    assert np.allclose(degradation_of(blur="2")(plain, np.random.default_rng(0)), 77, atol=1e-3)


def test_things_are_done_in_the_order_of_a_camera() -> None:
    assert (
        degradation_of(jpeg="30", noise="5", blur="1", scale=2).text == "blur 1, shrink 2, noise 5, jpeg 30"
    )


def test_the_same_generator_does_the_same() -> None:
    degradation = degradation_of(noise="0-55", jpeg="5-60")
    first, second = (degradation(PHOTO, np.random.default_rng(3)) for _ in range(2))
    assert np.array_equal(first, second)


@pytest.mark.parametrize("wrong", ["-3", "nan", "25-5", "101", "much", "", "5-", "1e9"])
def test_noise_that_makes_no_sense_is_one_sentence(wrong: str) -> None:
    with pytest.raises(TrainingError, match="Noise is a number from 0 to 100"):
        degradation_of(noise=wrong)


def test_nothing_to_undo_is_one_sentence() -> None:
    with pytest.raises(TrainingError, match="Nothing is done to photos"):
        degradation_of()


@given(st.integers(0, 100), st.integers(1, 100))
def test_spans_are_read_as_they_are_written(first: int, second: int) -> None:
    low, high = sorted((first, second))
    span = read_span(f"{low}-{high}", "Noise", 0, 100)
    assert read_span(span.text, "Noise", 0, 100) == span
    assert low <= span.draw(np.random.default_rng(0)) <= high
