"""Opening data sets: class folders, archives, and what is wrong with them."""

import shutil
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convscope.datasets import UNDIVIDED, Dataset, divided, divided_by_content, open_dataset
from convscope.errors import DataError

FORMATS = {".tar": "tar", ".tar.gz": "gztar", ".tar.xz": "xztar"}


def picture(path: Path, value: int = 0) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.full((8, 6, 3), value, np.uint8)).save(path)


@pytest.fixture
def flat(tmp_path: Path) -> Path:
    """Two classes of five pictures each, undivided."""
    place = tmp_path / "pets"
    for label, kind in enumerate(("cat", "dog")):
        for number in range(5):
            picture(place / kind / f"{number}.png", 100 * label + number)
    return place


@pytest.fixture
def split(tmp_path: Path) -> Path:
    """The same divided by folders, the validation part under a synonym."""
    place = tmp_path / "divided"
    for part, count in (("train", 3), ("valid", 2)):
        for label, kind in enumerate(("cat", "dog")):
            for number in range(count):
                picture(place / part / kind / f"{number}.png", 100 * label + number)
    return place


def names(dataset: Dataset, part: str) -> list[str]:
    return [item.name for item in dataset.split(part)]


def refusal(place: Path) -> str:
    with pytest.raises(DataError) as caught:
        open_dataset(place)
    return caught.value.message


def test_folders_are_classes(flat: Path) -> None:
    dataset = open_dataset(flat)
    assert dataset.classes == ("cat", "dog")
    assert dataset.counts(UNDIVIDED) == (5, 5)


def test_folders_of_splits_are_splits_also_under_other_names(split: Path) -> None:
    dataset = open_dataset(split)
    assert dataset.counts("train") == (3, 3)
    assert dataset.counts("val") == (2, 2)


def test_an_item_gives_its_pixels(flat: Path) -> None:
    item = open_dataset(flat).split(UNDIVIDED)[7]
    assert item.name == "dog/2.png"
    assert np.array_equal(item.pixels(), np.full((8, 6, 3), 102, np.uint8))


def test_numbered_classes_come_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    for label in ("10", "9", "2"):
        picture(tmp_path / label / "a.png")
    assert open_dataset(tmp_path).classes == ("2", "9", "10")


@pytest.mark.parametrize("suffix", [".tar", ".tar.gz", ".tar.xz", ".zip"])
def test_an_archive_is_read_like_the_folder_in_it(split: Path, tmp_path: Path, suffix: str) -> None:
    archive = tmp_path / f"packed{suffix}"
    if suffix == ".zip":
        with zipfile.ZipFile(archive, "w") as packed:
            for path in split.rglob("*.png"):
                packed.write(path, Path("wrapped") / path.relative_to(split))
    else:
        shutil.make_archive(str(archive).removesuffix(suffix), FORMATS[suffix], split.parent, split.name)
    folder, packed_set = open_dataset(split), open_dataset(archive)
    assert names(packed_set, "val") == names(folder, "val")
    assert all(
        np.array_equal(a.pixels(), b.pixels()) for a, b in zip(folder.items, packed_set.items, strict=True)
    )


def test_an_uncompressed_tar_is_not_unpacked(split: Path, tmp_path: Path, cache: Path) -> None:
    with tarfile.open(tmp_path / "a.tar", "w") as tar:
        tar.add(split, "a")
    open_dataset(tmp_path / "a.tar").items[0].pixels()
    assert not list(cache.rglob("*"))


def test_a_cache_that_is_not_there_yet_is_made(
    split: Path, flat: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONVSCOPE_CACHE", str(tmp_path / "home" / ".cache" / "convscope"))
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as tar:
        tar.add(split, "a")
    assert open_dataset(tmp_path / "a.tar.gz").classes == ("cat", "dog")
    monkeypatch.setenv("CONVSCOPE_CACHE", str(tmp_path / "other" / ".cache" / "convscope"))
    assert divided_by_content(open_dataset(flat)).is_divided


def test_a_compressed_archive_is_listed_once(
    split: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "a.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(split, "a")
    first = open_dataset(archive)

    def refuses(*_: object, **__: object) -> None:
        raise AssertionError("The archive is listed again.")

    monkeypatch.setattr(tarfile, "open", refuses)
    second = open_dataset(archive)
    assert [item.source for item in second.items] == [item.source for item in first.items]


def test_a_kept_list_that_is_damaged_is_made_anew(split: Path, tmp_path: Path, cache: Path) -> None:
    archive = tmp_path / "a.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(split, "a")
    first = open_dataset(archive)
    next(cache.rglob("*.json")).write_text("[[")
    assert names(open_dataset(archive), "train") == names(first, "train")


def test_an_archive_of_the_working_folder_is_read_like_any(flat: Path, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar", "w") as tar:
        tar.add(flat, ".")
    assert names(open_dataset(tmp_path / "a.tar"), UNDIVIDED) == names(open_dataset(flat), UNDIVIDED)


def test_a_cut_off_archive_is_said(split: Path, tmp_path: Path) -> None:
    archive = tmp_path / "a.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(split, "a")
    archive.write_bytes(archive.read_bytes()[:-20])
    assert refusal(archive) == f"{archive} is no complete archive."


def test_no_class_folders_are_said(tmp_path: Path) -> None:
    picture(tmp_path / "a.png")
    assert "has no folders of classes: its pictures, 1, lie side by side" in refusal(tmp_path)


def test_one_class_is_said(tmp_path: Path) -> None:
    picture(tmp_path / "cat" / "a.png")
    assert refusal(tmp_path).startswith(f"{tmp_path} has one class, 'cat'")


def test_an_empty_class_is_said(flat: Path) -> None:
    (flat / "bird").mkdir()
    assert refusal(flat) == f"The class 'bird' of {flat} is empty: bird holds no picture."


def test_a_folder_without_pictures_is_said(tmp_path: Path) -> None:
    (tmp_path / "cat").mkdir()
    assert refusal(tmp_path) == f"{tmp_path} holds no picture."


def test_a_place_that_is_not_there_is_said(tmp_path: Path) -> None:
    assert refusal(tmp_path / "x") == f"There is no data set {tmp_path / 'x'}."


def test_a_split_takes_the_share_of_each_class(flat: Path) -> None:
    parts = divided(open_dataset(flat), share=0.4)
    assert parts.counts("train") == (3, 3)
    assert parts.counts("val") == (2, 2)


def test_a_split_loses_and_doubles_nothing(flat: Path) -> None:
    parts = divided(open_dataset(flat))
    assert sorted(names(parts, "train") + names(parts, "val")) == names(open_dataset(flat), UNDIVIDED)


def test_the_same_seed_splits_alike_and_another_does_not(flat: Path) -> None:
    dataset = open_dataset(flat)
    parts = [names(divided(dataset, seed=seed, share=0.4), "val") for seed in (0, 0, 1, 2, 3)]
    assert parts[0] == parts[1]
    assert any(other != parts[0] for other in parts[2:])


def test_what_is_divided_stays_so(split: Path) -> None:
    dataset = open_dataset(split)
    assert divided(dataset, seed=5) is dataset


def test_a_class_of_one_picture_cannot_be_divided(flat: Path) -> None:
    picture(flat / "bird" / "a.png")
    with pytest.raises(DataError, match="'bird' has one picture"):
        divided(open_dataset(flat))


def test_where_no_labels_are_needed_pictures_may_lie_side_by_side_or_in_one_class(tmp_path: Path) -> None:
    for place in ("a.png", "one/b.png"):
        (tmp_path / place).parent.mkdir(exist_ok=True)
        Image.new("RGB", (4, 4)).save(tmp_path / place)
    (tmp_path / "empty").mkdir()
    dataset = open_dataset(tmp_path, needs_labels=False)
    assert dataset.classes == ("one",)
    assert [(item.name, item.label) for item in dataset.items] == [("a.png", -1), ("one/b.png", 0)]


@pytest.mark.parametrize("kind", ["masks", "instances"])
def test_masks_are_no_photos(tmp_path: Path, kind: str) -> None:
    for part in ("train", "val"):
        for folder in ("images", kind):
            picture(tmp_path / part / folder / "a.png")
    dataset = open_dataset(tmp_path, needs_labels=False)
    assert names(dataset, "train") == ["train/images/a.png"]
    assert {one.name for one in dataset.left_out} == {f"{part}/{kind}/a.png" for part in ("train", "val")}


def test_a_class_may_be_called_mask(tmp_path: Path) -> None:
    for number in range(2):
        picture(tmp_path / "mask" / f"{number}.png", number)
        picture(tmp_path / "no mask" / f"{number}.png", 100 + number)
    assert open_dataset(tmp_path).classes == ("mask", "no mask")
