"""Data sets that are no folders: CSV, MNIST's idx files, .npz, torchvision's names."""

import gzip
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from convscope.datasets import UNDIVIDED, open_dataset
from convscope.errors import DataError

PICTURES = np.random.default_rng(0).integers(0, 256, (6, 5, 4)).astype(np.uint8)
LABELS = np.array([0, 1, 2, 0, 1, 2], np.uint8)


def refusal(place: Path | str) -> str:
    with pytest.raises(DataError) as caught:
        open_dataset(place)
    return caught.value.message


@pytest.fixture
def table(tmp_path: Path) -> Path:
    for number in range(4):
        Image.fromarray(PICTURES[number]).save(tmp_path / f"{number}.png")
    lines = [
        "Path,label,split,camera",
        "0.png,cat,train,a",
        "1.png,dog,train,b",
        "2.png,cat,val,a",
        "3.png,dog,val,",
    ]
    (tmp_path / "set.csv").write_text("\n".join(lines))
    return tmp_path / "set.csv"


def test_a_csv_names_pictures_classes_and_splits(table: Path) -> None:
    dataset = open_dataset(table)
    assert dataset.classes == ("cat", "dog")
    assert [item.name for item in dataset.split("val")] == ["2.png", "3.png"]
    assert np.array_equal(dataset.split("train")[1].pixels()[..., 0], PICTURES[1])


def test_where_no_labels_are_needed_a_csv_may_lack_them(table: Path) -> None:
    table.write_text("path,label\n0.png,cat\n1.png,\n2.png,dog\n")
    dataset = open_dataset(table, needs_labels=False)
    assert [item.label for item in dataset.items] == [0, -1, 1]
    table.write_text("path\n0.png\n1.png\n")
    assert [item.label for item in open_dataset(table, needs_labels=False).items] == [-1, -1]
    assert "has no column 'label'" in refusal(table)


def test_further_columns_of_a_csv_stay_with_the_items(table: Path) -> None:
    assert [dict(item.columns) for item in open_dataset(table).split("val")] == [
        {"camera": "a"},
        {"camera": ""},
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("name,kind\na,b\n", "has no column 'path'; it has name, kind"),
        ("path,label\n0.png,\n", r"Line 2 of .* has no label"),
        ("path,label\n0.png,cat\n0.png,dog\n", r"Line 3 of .* names 0.png a second time"),
        ("path,label,split\n0.png,cat,today\n", "has the split 'today'"),
        ("path,label\n", "holds no labelled picture"),
    ],
)
def test_a_csv_with_wrong_lines_is_said(tmp_path: Path, content: str, message: str) -> None:
    import re

    (tmp_path / "set.csv").write_text(content)
    assert re.search(message, refusal(tmp_path / "set.csv"))


def write_idx(path: Path, values: np.ndarray[Any, Any]) -> None:
    header = b"\0\0\x08" + bytes([values.ndim]) + np.array(values.shape, ">u4").tobytes()
    with gzip.open(path, "wb") if path.suffix == ".gz" else path.open("wb") as file:
        file.write(header + values.tobytes())


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_idx_files_are_read_as_mnist_is_published(tmp_path: Path, suffix: str) -> None:
    for part in ("train", "t10k"):
        write_idx(tmp_path / f"{part}-images-idx3-ubyte{suffix}", PICTURES)
        write_idx(tmp_path / f"{part}-labels-idx1-ubyte{suffix}", LABELS)
    dataset = open_dataset(tmp_path)
    assert dataset.classes == ("0", "1", "2")
    assert dataset.counts("val") == (2, 2, 2)
    assert np.array_equal(dataset.split("train")[3].pixels()[..., 0], PICTURES[3])


def test_an_idx_file_that_is_cut_off_is_said(tmp_path: Path) -> None:
    write_idx(tmp_path / "train-images-idx3-ubyte", PICTURES)
    write_idx(tmp_path / "train-labels-idx1-ubyte", LABELS)
    pictures = tmp_path / "train-images-idx3-ubyte"
    pictures.write_bytes(pictures.read_bytes()[:-3])
    assert refusal(tmp_path) == f"{pictures} is no complete idx file of bytes."


def test_the_test_part_of_an_npz_validates_where_nothing_else_does(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", x_train=PICTURES, y_train=LABELS, x_test=PICTURES[:3], y_test=LABELS[:3])
    dataset = open_dataset(tmp_path / "a.npz")
    assert dataset.counts("train") == (2, 2, 2)
    assert dataset.counts("val") == (1, 1, 1)


def test_an_npz_of_all_in_one_is_undivided_and_may_name_its_classes(tmp_path: Path) -> None:
    colours = np.repeat(PICTURES[..., None], 3, axis=3)
    np.savez(tmp_path / "a.npz", images=colours, labels=LABELS[:, None], class_names=["ant", "bee", "cow"])
    dataset = open_dataset(tmp_path / "a.npz")
    assert dataset.classes == ("ant", "bee", "cow")
    assert np.array_equal(dataset.split(UNDIVIDED)[4].pixels(), colours[4])


def test_labels_that_do_not_match_are_said(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", images=PICTURES, labels=LABELS[:4])
    assert "has 6 pictures and labels of shape (4,)" in refusal(tmp_path / "a.npz")


def test_an_npz_without_pictures_is_said(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", weights=LABELS)
    assert "holds weights, and no pictures with labels" in refusal(tmp_path / "a.npz")


def test_an_unknown_name_of_torchvisions_gets_near_ones() -> None:
    with pytest.raises(DataError, match="Did you mean torchvision/CIFAR10") as caught:
        open_dataset("torchvision/cifar1")
    assert caught.value.message == "There is no data set 'torchvision/cifar1'."


def test_a_data_set_of_torchvisions_is_opened_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    from torchvision import datasets

    class Fake:
        classes = ("a", "b")
        targets = (0, 1, 1)

        def __init__(self, root: str, train: bool = True, download: bool = False) -> None:
            assert download

        def __getitem__(self, index: int) -> tuple[Image.Image, int]:
            return Image.fromarray(PICTURES[index]), self.targets[index]

    monkeypatch.setattr(datasets, "KMNIST", Fake)
    dataset = open_dataset("torchvision/kmnist")
    assert dataset.counts("val") == (1, 2)
    assert np.array_equal(dataset.split("train")[2].pixels()[..., 0], PICTURES[2])
