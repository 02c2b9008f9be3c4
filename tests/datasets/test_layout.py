"""Folders that are no classes, splits under other names, links, pipes, and files that are no pictures."""

import os
from pathlib import Path

import pytest
from PIL import Image

from convscope.datasets import UNDIVIDED, open_dataset
from convscope.datasets.layout import check_trained, notes_on
from convscope.errors import DataError, ReadError


def pictures(place: Path, *names: str) -> Path:
    for name in names:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (4, 4)).save(place / name)
    return place


def refusal(place: Path) -> DataError:
    with pytest.raises(DataError) as caught:
        open_dataset(place)
    return caught.value


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    """Two classes of two pictures each, undivided."""
    return pictures(tmp_path / "pets", "cat/1.png", "cat/2.png", "dog/1.png", "dog/2.png")


@pytest.fixture
def divided_pets(tmp_path: Path) -> Path:
    names = [f"{split}/{kind}/1.png" for split in ("train", "val") for kind in ("cat", "dog")]
    return pictures(tmp_path / "divided", *names)


@pytest.mark.parametrize(
    ("folder", "hint"),
    [
        ("dev", "Rename it to val"),
        ("eval", "Rename it to val"),
        ("tset", "Rename it to test"),
        ("samples", "The splits are train, val and test; move the folder elsewhere."),
    ],
)
def test_a_folder_of_pictures_beside_the_splits_is_refused(
    divided_pets: Path, folder: str, hint: str
) -> None:
    error = refusal(pictures(divided_pets, f"{folder}/cat/1.png"))
    assert f"beside them a folder {folder!r} of pictures, which is no split" in error.message
    assert error.hint.startswith(hint)


@pytest.mark.parametrize(
    "folders", [("training_set", "test_set"), ("dev", "eval"), ("Train-data", "holdout")]
)
def test_splits_under_other_names_are_not_read_as_classes(tmp_path: Path, folders: tuple[str, str]) -> None:
    place = pictures(
        tmp_path / "a", *(f"{folder}/{kind}/1.png" for folder in folders for kind in ("cat", "dog"))
    )
    assert "looks like a split, and would be read as a class" in refusal(place).message


def test_a_folder_without_pictures_beside_the_splits_is_no_class(divided_pets: Path) -> None:
    (divided_pets / "labels" / "train").mkdir(parents=True)
    (divided_pets / "labels" / "train" / "1.txt").write_text("0 0.5 0.5 1 1")
    assert open_dataset(divided_pets).classes == ("cat", "dog")


def test_a_folder_that_is_seldom_a_class_is_named(pets: Path) -> None:
    pictures(pets, "samples/1.png")
    assert "the folder 'samples' counts as a class" in notes_on(open_dataset(pets))


def test_a_class_without_training_pictures_is_named_and_cannot_be_trained(divided_pets: Path) -> None:
    dataset = open_dataset(pictures(divided_pets, "val/fish/1.png"))
    assert notes_on(dataset) == ["the class 'fish' has pictures in val but none in train"]
    with pytest.raises(DataError, match=r"The class 'fish' of .* has pictures in val but none in train"):
        check_trained(dataset)


@pytest.mark.parametrize("names", [("CATS", "cats"), ("hot dog", "hot_dog"), ("caf\u00e9", "cafe\u0301")])
def test_classes_that_differ_only_in_how_they_are_written_are_named(
    tmp_path: Path, names: tuple[str, str]
) -> None:
    place = pictures(tmp_path / "a", *(f"{name}/1.png" for name in names))
    expected = " and ".join(map(repr, sorted(names)))
    assert notes_on(open_dataset(place)) == [f"classes that differ only in how they are written: {expected}"]


def test_nothing_is_said_of_data_that_are_as_they_seem(divided_pets: Path, pets: Path) -> None:
    assert notes_on(open_dataset(divided_pets)) == notes_on(open_dataset(pets)) == []


def test_files_that_are_no_pictures_by_their_suffix_are_counted_and_named(pets: Path) -> None:
    for name in ("cat/3.heic", "cat/4.heic", "dog/notes.txt"):
        (pets / name).write_bytes(b"x")
    (pets / "README.md").write_text("about")
    (pets / "cat" / ".DS_Store").write_bytes(b"x")
    (note,) = notes_on(open_dataset(pets))
    assert note == (
        "3 left out (2 .heic, 1 .txt): no picture by its suffix: cat/3.heic, cat/4.heic, dog/notes.txt"
    )


def test_pictures_in_no_folder_of_a_class_are_counted_and_named(pets: Path) -> None:
    dataset = open_dataset(pictures(pets, "loose.png"))
    assert [(one.name, one.reason) for one in dataset.left_out] == [("loose.png", "in no folder of a class")]


def test_a_pipe_is_left_out_and_not_waited_for(pets: Path) -> None:
    os.mkfifo(pets / "cat" / "pipe.png")
    dataset = open_dataset(pets)
    assert dataset.counts(UNDIVIDED) == (2, 2)
    assert [one.name for one in dataset.left_out] == ["cat/pipe.png"]


def test_a_pipe_that_a_csv_names_is_not_waited_for(pets: Path) -> None:
    os.mkfifo(pets / "pipe.png")
    (pets / "set.csv").write_text("path,label\npipe.png,cat\ndog/1.png,dog\n")
    with pytest.raises(ReadError, match="is a folder, pipe, socket or device"):
        open_dataset(pets / "set.csv").items[1].pixels()


@pytest.mark.parametrize("target", [".", ".."])
def test_a_link_to_a_folder_above_does_not_multiply_the_data(pets: Path, target: str) -> None:
    (pets / "cat" / "again").symlink_to(target)
    dataset = open_dataset(pets)
    assert dataset.counts(UNDIVIDED) == (2, 2)
    assert [one.name for one in dataset.left_out] == ["cat/again"]


def test_folders_that_are_linked_into_each_other_are_read_once(pets: Path) -> None:
    (pets / "cat" / "dogs").symlink_to("../dog")
    (pets / "dog" / "cats").symlink_to("../cat")
    assert sorted(item.name for item in open_dataset(pets).items) == [
        "cat/1.png", "cat/2.png", "dog/1.png", "dog/2.png"
    ]  # fmt: skip


def test_a_link_to_a_picture_of_the_data_is_left_out_and_one_from_elsewhere_is_read(
    pets: Path, tmp_path: Path
) -> None:
    pictures(tmp_path, "elsewhere/9.png", "pool/7.png")
    (pets / "cat" / "same.png").symlink_to("1.png")
    (pets / "cat" / "9.png").symlink_to(tmp_path / "elsewhere" / "9.png")
    (pets / "dog" / "pool").symlink_to(tmp_path / "pool")
    dataset = open_dataset(pets)
    assert [item.name for item in dataset.items if item.name not in {"cat/1.png", "cat/2.png", "dog/1.png"}] == [
        "cat/9.png", "dog/2.png", "dog/pool/7.png"
    ]  # fmt: skip
    assert [one.name for one in dataset.left_out] == ["cat/same.png"]


def test_a_class_of_links_to_another_is_said_to_be_that(pets: Path) -> None:
    (pets / "kitten").mkdir()
    (pets / "kitten" / "1.png").symlink_to("../cat/1.png")
    assert refusal(pets).message.endswith(
        "is empty: kitten holds no picture, and kitten/1.png is a link to another picture of the data."
    )


def test_a_class_of_files_of_another_suffix_is_said_to_be_that(pets: Path) -> None:
    (pets / "bird").mkdir()
    (pets / "bird" / "1.heic").write_bytes(b"x")
    assert refusal(pets).message.endswith(
        "bird holds no picture, and bird/1.heic is no picture by its suffix."
    )


def test_a_link_to_nothing_is_an_unreadable_picture(pets: Path) -> None:
    (pets / "cat" / "gone.png").symlink_to("nowhere.png")
    item = next(item for item in open_dataset(pets).items if item.name == "cat/gone.png")
    with pytest.raises(ReadError, match="no such file"):
        item.pixels()
