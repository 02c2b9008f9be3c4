"""MNIST-style archives: pictures and labels as arrays, in idx files or in an ``.npz``."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convscope.datasets.dataset import UNDIVIDED, Dataset, Row, assembled
from convscope.datasets.sources import ArraySource, stamp_of
from convscope.errors import DataError

# How the idx files of MNIST, Fashion-MNIST, KMNIST and EMNIST begin, and the splits that they hold.
_IDX_SPLITS = {"train": "train", "t10k": "val", "test": "val"}
# Names of pictures and labels in an .npz, by split: those of Keras, those of MedMNIST, and one pair for all.
_NPZ = (
    ("x_train", "y_train", "train"),
    ("x_val", "y_val", "val"),
    ("x_test", "y_test", "test"),
    ("train_images", "train_labels", "train"),
    ("val_images", "val_labels", "val"),
    ("test_images", "test_labels", "test"),
    ("images", "labels", UNDIVIDED),
    ("x", "y", UNDIVIDED),
)


def idx_pairs(folder: Path) -> list[tuple[Path, Path, str]]:
    """Files of pictures and of labels in a folder, with the split that they are; empty where there are none."""
    pairs = []
    for pictures in sorted((*folder.glob("*images*idx3*"), *folder.glob("*images*idx4*"))):
        labels = [
            path
            for path in folder.glob("*labels*idx1*")
            if path.name.partition("labels")[0] == pictures.name.partition("images")[0]
        ]
        split = next((s for part, s in _IDX_SPLITS.items() if part in pictures.name), UNDIVIDED)
        pairs += [(pictures, path, split) for path in labels[:1]]
    return pairs


def open_idx(pairs: list[tuple[Path, Path, str]], name: str) -> Dataset:
    """The data set of idx files, as MNIST is published, also gzipped.

    Raises:
        DataError: a file is broken, or pictures and labels are not as many.
    """
    parts = [(split, _read_idx(pictures), _read_idx(labels), pictures) for pictures, labels, split in pairs]
    return _assembled(name, parts)


def open_npz(path: Path, name: str) -> Dataset:
    """The data set of an ``.npz`` as Keras and MedMNIST publish them.

    Raises:
        DataError: it is broken, or holds no pictures with labels.
    """
    try:
        with np.load(path, allow_pickle=False) as archive:
            arrays = {key: archive[key] for key in archive.files}
    except (ValueError, OSError, zipfile.BadZipFile, EOFError) as error:
        raise DataError(f"{name} is no complete archive of arrays.", "Fetch it anew.") from error
    parts = [
        (split, arrays[pictures], arrays[labels], path)
        for pictures, labels, split in _NPZ
        if pictures in arrays and labels in arrays
    ]
    if not parts:
        raise DataError(
            f"{name} holds {', '.join(arrays) or 'nothing'}, and no pictures with labels.",
            "Name them x_train and y_train, or images and labels.",
        )
    # Where nothing is kept for validation, the test part is it, as with MNIST.
    splits = {split for split, *_ in parts}
    if "val" not in splits and "train" in splits:
        parts = [("val" if split == "test" else split, *rest) for split, *rest in parts]
    return _assembled(name, parts, _class_names(arrays))


def _class_names(arrays: Mapping[str, NDArray[Any]]) -> tuple[str, ...] | None:
    names = arrays.get("class_names")
    return tuple(str(one) for one in names) if names is not None else None


def _assembled(
    name: str,
    parts: list[tuple[str, NDArray[Any], NDArray[Any], Path]],
    names: tuple[str, ...] | None = None,
) -> Dataset:
    rows: list[Row] = []
    for split, pictures, labels, path in parts:
        flat = labels.reshape(len(labels), -1)
        if len(pictures) != len(labels) or flat.shape[1] != 1:
            raise DataError(
                f"{name} has {len(pictures)} pictures and labels of shape {labels.shape} in {split}.",
                "Give one label for each picture.",
            )
        if pictures.dtype != np.uint8 or pictures.ndim not in (3, 4):
            raise DataError(
                f"The pictures of {name} are {pictures.shape} {pictures.dtype}.",
                "Give them as uint8, (N, rows, columns) or (N, rows, columns, channels).",
            )
        stamp = stamp_of(path)
        for index, label in enumerate(flat[:, 0].tolist()):
            word = names[int(label)] if names else str(label)
            rows.append((split, word, f"{split}/{index:06}", ArraySource(pictures, index, stamp), {}))
    return assembled(name, rows)


def _read_idx(path: Path) -> NDArray[np.uint8]:
    """An idx file: two zeros, the type (8 is uint8), the number of axes, their lengths, the numbers."""
    opener: Any = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rb") as file:
            content = file.read()
    except (OSError, EOFError) as error:
        raise DataError(f"{path} is no complete idx file.", "Fetch it anew.") from error
    axes = content[3] if len(content) > 4 and content[:3] == b"\0\0\x08" else 0
    shape = np.frombuffer(content[4 : 4 + 4 * axes], ">u4").astype(int)
    values = np.frombuffer(content[4 + 4 * axes :], np.uint8)
    if not axes or len(values) != shape.prod():
        raise DataError(f"{path} is no complete idx file of bytes.", "Fetch it anew.")
    return values.reshape(shape)
