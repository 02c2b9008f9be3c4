"""`convscope receptive-field` as a user types it."""

from pathlib import Path

import numpy as np
import pytest
import skimage.data
from PIL import Image

from cli.typed import typed

NETWORK = "efficientnet-lite0"


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("photos") / "cat.png"
    Image.fromarray(skimage.data.cat()).save(path)
    return str(path)


def test_the_interval_follows_from_size_stride_and_start(photo: str) -> None:
    document = typed("receptive-field", NETWORK, "blocks.2:12@14,13", photo, "--json").document
    assert document["receptive_field"] == {"size": [67, 67], "stride": [8, 8], "start": [-26, -26]}
    assert document["interval"] == [[86, 153], [78, 145]]


def test_the_effective_field_lies_within_the_theoretical_one(photo: str) -> None:
    document = typed("receptive-field", NETWORK, "blocks.2:12@14,13", photo, "--json").document
    assert document["effective"]["share"] == 0.95
    for (first, end), (outer_first, outer_end) in zip(
        document["effective"]["interval"], document["interval"], strict=True
    ):
        assert outer_first <= first < end <= outer_end
        assert end - first < outer_end - outer_first


def test_noise_of_one_seed_gives_one_answer() -> None:
    words = ("receptive-field", NETWORK, "conv_stem:1@50,50", "--seed", "4", "--json")
    first, second = typed(*words).document, typed(*words).document
    assert first["effective"] == second["effective"]
    assert first["effective"]["inputs"] == "16 pictures of noise, seed 4"


def test_a_class_sees_the_whole_photo(photo: str) -> None:
    document = typed("receptive-field", NETWORK, "class:tabby", photo, "--json").document
    assert document["interval"] == [[0, 224], [0, 224]]


def test_the_picture_frames_both_fields(photo: str, tmp_path: Path) -> None:
    picture = tmp_path / "field.png"
    typed("receptive-field", NETWORK, "blocks.2:12@14,14", photo, "--picture", str(picture), "--quiet")
    pixels = np.asarray(Image.open(picture).convert("RGB")).reshape(-1, 3)
    for frame in ((21, 101, 192), (46, 125, 50)):
        assert (pixels == frame).all(axis=1).any()


@pytest.mark.parametrize(
    ("unit", "says"),
    [("blocks.2:12@99,1", "no row 99"), ("blocks.2:12", "One number of the network was expected")],
)
def test_what_is_no_unit_is_refused(unit: str, says: str) -> None:
    result = typed("receptive-field", NETWORK, unit)
    assert result.code == 2
    assert says in result.err
