"""The report before training: what it counts, and which duplicates it finds."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from skimage import data as samples

from convscope.datasets import divided, open_dataset
from convscope.datasets.examination import Examination, examine

PHOTOS = {"cat": samples.chelsea(), "cup": samples.coffee(), "crew": samples.astronaut()}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Two classes in two splits; one validation photo is a training photo, smaller and saved anew."""
    for split in ("train", "val"):
        for kind in ("a", "b"):
            (tmp_path / split / kind).mkdir(parents=True)
    Image.fromarray(PHOTOS["cat"]).save(tmp_path / "train" / "a" / "cat.png")
    Image.fromarray(PHOTOS["cup"]).save(tmp_path / "train" / "b" / "cup.png")
    Image.fromarray(PHOTOS["cup"]).save(tmp_path / "train" / "b" / "cup-again.png")
    Image.fromarray(samples.camera()).save(tmp_path / "train" / "a" / "grey.png")
    Image.fromarray(PHOTOS["crew"]).save(tmp_path / "val" / "b" / "crew.png")
    Image.fromarray(PHOTOS["cat"]).resize((300, 200)).save(tmp_path / "val" / "a" / "other.jpg", quality=80)
    return tmp_path


@pytest.fixture
def found(place: Path) -> Examination:
    return examine(open_dataset(place))


def test_it_counts_classes_and_imbalance(found: Examination) -> None:
    assert found.counts == {"train": (2, 2), "val": (1, 1)}
    assert found.imbalance == 1


def test_it_measures_sizes_and_channels(found: Examination) -> None:
    assert found.rows == (200, 400, 512)
    assert found.columns == (300, 512, 600)
    assert found.channels == {1: 1, 3: 5}


def test_it_finds_a_photo_that_was_reduced_and_saved_anew_in_another_split(found: Examination) -> None:
    assert [(one.first, one.second, one.is_exact) for one in found.leakage] == [
        ("train/a/cat.png", "val/a/other.jpg", False)
    ]


def test_it_finds_exact_copies_within_a_split(found: Examination) -> None:
    within = [one for one in found.duplicates if not one.is_leakage]
    assert [{one.first, one.second} for one in within] == [{"train/b/cup.png", "train/b/cup-again.png"}]


def test_mean_and_deviation_are_those_of_the_pixels(tmp_path: Path) -> None:
    generator = np.random.default_rng(0)
    pixels = generator.integers(0, 256, (4, 9, 9, 3)).astype(np.uint8)
    for number, picture in enumerate(pixels):
        folder = tmp_path / "ab"[number % 2]
        folder.mkdir(exist_ok=True)
        Image.fromarray(picture).save(folder / f"{number}.png")
    found = examine(divided(open_dataset(tmp_path), share=0.5))
    assert np.allclose(found.mean, (pixels / 255).mean((0, 1, 2)))
    assert np.allclose(found.std, (pixels / 255).std((0, 1, 2)))


def test_unreadable_files_are_listed(place: Path) -> None:
    (place / "train" / "a" / "bad.png").write_bytes(b"\x89PNG no")
    found = examine(open_dataset(place))
    assert [name for name, _ in found.unreadable] == ["train/a/bad.png"]


@pytest.mark.parametrize("form", ["png", "jpg"])
def test_a_mirrored_copy_across_splits_is_leakage(place: Path, form: str) -> None:
    mirrored = Image.fromarray(PHOTOS["crew"][:, ::-1])
    mirrored.save(place / "train" / "b" / f"mirrored.{form}")
    found = [one for one in examine(open_dataset(place)).leakage if one.is_mirrored]
    assert [(one.first, one.second) for one in found] == [(f"train/b/mirrored.{form}", "val/b/crew.png")]
    assert not found[0].is_exact


def test_a_picture_that_is_its_own_mirror_image_is_no_mirrored_copy(place: Path) -> None:
    half = PHOTOS["cup"][:, :300]
    symmetric = Image.fromarray(np.concatenate([half, half[:, ::-1]], axis=1))
    symmetric.save(place / "train" / "a" / "symmetric.png")
    symmetric.resize((300, 200)).save(place / "val" / "a" / "symmetric.png")
    found = [one for one in examine(open_dataset(place)).leakage if "symmetric" in one.first]
    assert [one.is_mirrored for one in found] == [False]
