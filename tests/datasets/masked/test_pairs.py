"""Which photo a mask belongs to."""

import pytest

from convscope.datasets.masked.pairs import mask_pairs, split_of


@pytest.mark.parametrize(
    ("photo", "mask"),
    [
        ("images/a.jpg", "masks/a.png"),
        ("train/images/a.jpg", "train/masks/a.png"),
        ("images/train/a.jpg", "masks/train/a.png"),
        ("images/train/a.jpg", "annotations/train/a.png"),
        ("camvid/train/a.png", "camvid/trainannot/a.png"),
        ("train/a.jpg", "train_masks/a_mask.gif"),
        ("VOC/JPEGImages/a.jpg", "VOC/SegmentationClass/a.png"),
        ("train/images/a.png", "train/instances/a.png"),
        ("Images/A.JPG", "Masks/a.png"),
    ],
)
def test_a_mask_is_found_by_its_folder_and_name(photo: str, mask: str) -> None:
    assert mask_pairs([mask, photo]) == ({photo: mask}, [])


def test_a_mask_without_its_photo_is_named() -> None:
    assert mask_pairs(["images/a.jpg", "masks/a.png", "masks/b.png"])[1] == ["masks/b.png"]


def test_masks_of_classes_go_before_those_of_instances() -> None:
    files = ["images/a.jpg", "instances/a.png", "masks/a.png"]
    assert mask_pairs(files) == ({"images/a.jpg": "masks/a.png"}, [])


def test_folders_of_classes_are_no_masks() -> None:
    assert mask_pairs(["train/masks/a.jpg", "train/faces/b.jpg"]) == ({}, [])


@pytest.mark.parametrize(
    ("path", "split"),
    [("train/images/a.jpg", "train"), ("images/valid/a.jpg", "val"), ("images/a.jpg", None)],
)
def test_the_split_is_a_folder_of_the_photo(path: str, split: str | None) -> None:
    assert split_of(path) == split
