"""Torchvision's classification data sets by name: ``torchvision/CIFAR10``."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convscope.cache import cache_folder
from convscope.datasets.dataset import UNDIVIDED, Dataset, Row, assembled
from convscope.errors import DataError, suggest

PREFIX = "torchvision/"
# Those with one class a picture; the others hold boxes, captions, films or pairs.
NAMES = (
    "CIFAR10", "CIFAR100", "Country211", "DTD", "EuroSAT", "FGVCAircraft", "FashionMNIST", "Flowers102", "Food101",
    "GTSRB", "KMNIST", "MNIST", "OxfordIIITPet", "PCAM", "QMNIST", "RenderedSST2", "STL10", "SVHN", "StanfordCars",
    "USPS",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class TorchvisionSource:
    """A picture of one of torchvision's data sets."""

    data: Any
    index: int

    @property
    def stamp(self) -> str:
        """A published data set does not change."""
        return str(self.index)

    def pixels(self, name: str) -> NDArray[np.uint8]:
        """Decode the picture."""
        from convscope.images.files import pixels_of_pil

        return pixels_of_pil(self.data[self.index][0], name, 100.0)


def open_named(name: str) -> Dataset:
    """A data set of torchvision's, downloaded into the cache unless it is there.

    Raises:
        DataError: there is none of this name, or it cannot be had.
    """
    from torchvision import datasets

    short = name.removeprefix(PREFIX)
    found = {known.lower(): known for known in NAMES}.get(short.lower())
    if found is None:
        hint = suggest(
            name, [PREFIX + known for known in NAMES], f"There are {', '.join(NAMES)} after {PREFIX}."
        )
        raise DataError(f"There is no data set {name!r}.", hint)
    kind = getattr(datasets, found)
    rows: list[Row] = []
    for split, arguments in _parts(kind).items():
        try:
            part = kind(str(cache_folder() / "torchvision"), download=True, **arguments)
        # Torchvision and urllib raise many kinds where there is no connection or a file is broken.
        except Exception as error:
            reason = " ".join(str(error).split())[:160] or type(error).__name__
            raise DataError(
                f"The data set {name} could not be loaded: {reason.rstrip('.')}.",
                "Check the connection, or put it into a folder with a folder for each class.",
            ) from error
        words = getattr(part, "classes", None)
        for index, label in enumerate(_labels(part)):
            word = str(words[label]) if words else str(label)
            rows.append((split, word, f"{split}/{index:06}", TorchvisionSource(part, index), {}))
    return assembled(name, rows)


def _parts(kind: Any) -> Mapping[str, dict[str, Any]]:
    """Splits, by how a class of torchvision's is asked for them; a test part validates."""
    parameters = inspect.signature(kind.__init__).parameters
    if "train" in parameters:
        return {"train": {"train": True}, "val": {"train": False}}
    if "split" not in parameters:
        return {UNDIVIDED: {}}
    known = str(inspect.getdoc(kind))
    first = "trainval" if parameters["split"].default == "trainval" else "train"
    return {
        "train": {"split": first},
        "val": {"split": "val" if '"val"' in known or "``val``" in known else "test"},
    }


def _labels(part: Any) -> list[int]:
    for attribute in ("targets", "labels", "_labels"):
        values = getattr(part, attribute, None)
        if values is not None:
            return np.asarray(values).astype(int).tolist()  # type: ignore[no-any-return]
    return [int(part[index][1]) for index in range(len(part))]
