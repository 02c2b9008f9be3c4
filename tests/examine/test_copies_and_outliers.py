"""Copies and outliers that were planted among photos."""

from __future__ import annotations

import tarfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

import convscope
from convscope.errors import ScanError
from convscope.examine.neighbours.duplicates import duplicates
from convscope.examine.neighbours.outliers import modified_z, outliers
from examine.photos import network, write_photos

DATA = Path(__file__).parents[3] / "shared" / "data"


def smooth(seed: int) -> Image.Image:
    """A photo of a few large patches of colour."""
    pixels = np.random.default_rng(seed).integers(0, 255, (4, 4, 3), np.uint8)
    return Image.fromarray(pixels).resize((48, 48), Image.Resampling.BICUBIC)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    for number in range(12):
        smooth(number).save(folder / f"{number:02}.png")
    return folder


def pairs_of(scan: str) -> set[tuple[str, str, bool]]:
    return {(one.first, one.second, one.mirrored) for one in duplicates(scan).pairs}


def test_photos_without_copies_have_none(photos: Path) -> None:
    convscope.scan(network(), photos, name="mine")
    found = duplicates("mine")
    assert (found.pairs, found.picture()) == ((), None)


def test_copies_are_found_resized_compressed_brighter_and_mirrored(photos: Path) -> None:
    smooth(0).resize((24, 24)).save(photos / "resized.png")
    smooth(1).save(photos / "compressed.jpg", quality=30)
    Image.eval(smooth(2), lambda v: 30 + 0.8 * v).save(photos / "paler.png")
    ImageOps.mirror(smooth(3)).save(photos / "turned.png")
    convscope.scan(network(), photos, name="mine")
    assert pairs_of("mine") == {
        ("00.png", "resized.png", False),
        ("01.png", "compressed.jpg", False),
        ("02.png", "paler.png", False),
        ("03.png", "turned.png", True),
    }
    assert duplicates("mine").picture() is not None


def test_a_threshold_that_is_no_cosine_is_refused(photos: Path) -> None:
    convscope.scan(network(), photos, name="mine")
    with pytest.raises(ScanError, match=r"cosine lies from -1 to 1, got 1\.5"):
        duplicates("mine", cosine=1.5)


def test_the_modified_score_is_that_of_its_formula() -> None:
    # The median is 3, the absolute deviations 2, 1, 0, 1, 97, whose median is 1.
    np.testing.assert_allclose(
        modified_z(np.array([1.0, 2, 3, 4, 100])), 0.6745 * np.array([-2.0, -1, 0, 1, 97])
    )
    assert modified_z(np.array([1.0, 1, 1, 2])).tolist() == [0, 0, 0, np.inf]


def test_a_photo_of_another_kind_is_an_outlier(tmp_path: Path) -> None:
    photos = write_photos(tmp_path / "dark", range(1, 60, 2))
    Image.new("RGB", (14, 14), (255, 0, 0)).save(photos / "dark" / "red.png")
    convscope.scan(network(), photos, name="mine")
    found = outliers("mine")
    assert found.outliers[0].photo == "dark/red.png"
    assert found.outliers[0].z > 3.5
    assert found.picture() is not None
    assert len(outliers("mine", z=1e9).outliers) == 0


def test_too_few_photos_have_no_outliers(tmp_path: Path) -> None:
    convscope.scan(network(), write_photos(tmp_path / "few", range(6)), name="few")
    with pytest.raises(ScanError, match="at least 10 photos, got 6"):
        outliers("few")


@pytest.mark.slow
@pytest.mark.skipif(not DATA.exists(), reason="../shared/data is not there")
def test_copies_of_real_photos_are_found_and_nothing_else(tmp_path: Path) -> None:
    with tarfile.open(DATA / "imagenet-samples.tar") as archive:
        archive.extractall(tmp_path / "photos", filter="data")
    expected = set()
    for number, path in enumerate(sorted((tmp_path / "photos").rglob("*.JPEG"))[:12]):
        picture = Image.open(path).convert("RGB")
        copy = path.with_name(f"zz-{number:02}.jpg")
        match number % 3:
            case 0:
                picture.resize((picture.width // 2, picture.height // 2)).save(copy, quality=90)
            case 1:
                ImageOps.mirror(picture).save(copy, quality=90)
            case 2:
                picture.save(copy, quality=25)
        expected.add((path.name, copy.name, number % 3 == 1))
    convscope.scan(convscope.open_network("efficientnet-lite0"), tmp_path / "photos", name="real")
    assert {(Path(a).name, Path(b).name, mirrored) for a, b, mirrored in pairs_of("real")} == expected
