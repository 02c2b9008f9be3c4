"""Boxes as YOLO writes them."""

from pathlib import Path

import pytest
import torch
from PIL import Image
from torchvision.ops import box_convert

from convscope.datasets.boxed import BoxedDataset, open_boxed
from convscope.datasets.boxed.yolo import _box
from convscope.errors import DataError
from datasets.boxed.annotated_photos import photo, yolo


def opened(place: Path) -> BoxedDataset:
    found = open_boxed(place)
    assert found is not None
    return found


def test_a_line_is_a_box_in_parts_of_the_photo(tmp_path: Path) -> None:
    yolo(tmp_path, "a", "1 0.5 0.25 0.25 0.5\n")
    assert opened(tmp_path).photos[0].boxes[0].box == (24, 0, 40, 24)


@pytest.mark.parametrize("numbers", [(0.5, 0.5, 1, 1), (0.1, 0.7, 0.3, 0.05), (0.95, 0.9, 0.5, 0.4)])
def test_a_box_is_what_torchvision_makes_of_it(numbers: tuple[float, float, float, float]) -> None:
    parts = box_convert(torch.tensor([numbers]).double(), "cxcywh", "xyxy")[0]
    expected = (parts * torch.tensor([64, 48, 64, 48])).tolist()
    assert _box(("", 0, numbers), (48, 64), None).box == pytest.approx(tuple(expected))


def test_of_an_outline_the_box_is_taken(tmp_path: Path) -> None:
    yolo(tmp_path, "a", "0 0.25 0.5 0.75 0.25 0.5 1\n")
    assert opened(tmp_path).photos[0].boxes[0].box == (16, 12, 48, 48)


def test_a_photo_without_a_text_has_no_boxes(tmp_path: Path) -> None:
    yolo(tmp_path, "a", "0 0.5 0.5 0.5 0.5")
    yolo(tmp_path, "b", None)
    assert opened(tmp_path).photos[1].boxes == ()


def test_a_photo_that_was_held_upright_is_measured_upright(tmp_path: Path) -> None:
    yolo(tmp_path, "a", "0 0.5 0.5 1 1")
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (64, 48)).save(tmp_path / "images" / "a.png", exif=exif)
    assert opened(tmp_path).photos[0].boxes[0].box == (0, 0, 48, 64)


def test_the_folder_says_the_split(tmp_path: Path) -> None:
    for split in ("train", "valid"):
        yolo(tmp_path / split, "a", "0 0.5 0.5 0.5 0.5")
    assert list(opened(tmp_path).splits) == ["train", "val"]


def test_the_folder_below_images_says_the_split_as_well(tmp_path: Path) -> None:
    yolo(tmp_path, "test/a", "0 0.5 0.5 0.5 0.5")
    assert list(opened(tmp_path).splits) == ["test"]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("data.yaml", "names: [cat, dog]"),
        ("data.yaml", "names:\n  0: cat\n  1: dog"),
        ("classes.txt", "cat\ndog\n"),
    ],
)
def test_the_classes_have_the_names_of_a_file(tmp_path: Path, file: str, text: str) -> None:
    yolo(tmp_path, "a", "1 0.5 0.5 0.5 0.5")
    (tmp_path / file).write_text(text)
    assert (opened(tmp_path).classes, opened(tmp_path).photos[0].boxes[0].label) == (("cat", "dog"), 1)


def test_classes_that_nobody_named_are_numbers_and_that_is_said(tmp_path: Path) -> None:
    yolo(tmp_path, "a", "1 0.5 0.5 0.5 0.5")
    found = opened(tmp_path)
    assert (found.classes, found.notes) == (
        ("0", "1"),
        ("no file names the classes; they are called by their numbers",),
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("0 0.5 0.5 0.5", "line 2 of labels/a.txt has 4 numbers"),
        ("0 0.5 0.5 0.5 0.5 0.9", "has 6 numbers"),
        ("0 0.5 0.5 0.5 0.5 0.9 0.1 0.2", "has 8 numbers"),
        ("cat 0.5 0.5 0.5 0.5", "more than numbers in line 2 of labels/a.txt: 'cat"),
        (
            "0.5 0.5 0.5 0.5 0.5",
            "The class in line 2 of labels/a.txt is a whole number from 0 to 99999, got 0.5",
        ),
        ("1e9 0.5 0.5 0.5 0.5", "from 0 to 99999, got 1e"),
        ("nan 0.5 0.5 0.5 0.5", "from 0 to 99999, got nan"),
        ("0 320 0.5 0.5 0.5", "parts of the photo's sides, from 0 to 1, got '0 320"),
        ("0 nan 0.5 0.5 0.5", "from 0 to 1"),
        ("2 0.5 0.5 0.5 0.5", "The class 2 in line 2 of labels/a.txt has no name: 2 classes are named"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, said: str) -> None:
    yolo(tmp_path, "a", f"0 0.5 0.5 0.5 0.5\n{line}\n")
    (tmp_path / "data.yaml").write_text("names: [cat, dog]")
    with pytest.raises(DataError, match=said):
        open_boxed(tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("names: [cat\nx: {", "data.yaml is no whole YAML: line"),
        ("names: {1: cat}", "a name for each number from 0 on"),
        ("names: cat", "a name for each number from 0 on"),
    ],
)
def test_a_wrong_file_of_names_is_named(tmp_path: Path, text: str, said: str) -> None:
    yolo(tmp_path, "a", "0 0.5 0.5 0.5 0.5")
    (tmp_path / "data.yaml").write_text(text)
    with pytest.raises(DataError, match=said):
        open_boxed(tmp_path)


def test_a_photo_that_cannot_be_read_is_no_empty_one(tmp_path: Path) -> None:
    import convscope

    yolo(tmp_path, "a", "0 0.5 0.5 0.5 0.5")
    yolo(tmp_path, "b", "0 0.5 0.5 0.5 0.5")
    (tmp_path / "images" / "a.png").write_bytes(b"no picture")
    found = convscope.data(tmp_path).document()
    assert (found["empty"], [one["name"] for one in found["unreadable"]]) == ((), ["images/a.png"])


def test_images_without_labels_have_no_boxes(tmp_path: Path) -> None:
    photo(tmp_path / "images" / "cat" / "1.png")
    assert open_boxed(tmp_path) is None
