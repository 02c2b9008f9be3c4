"""Small photos with masks, written as tools write them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

SIZE = (12, 16)


def photo(path: Path, size: tuple[int, int] = SIZE) -> None:
    """A grey photo of (rows, columns)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.full((*size, 3), 90, np.uint8)).save(path)


def halves(
    left: Any, right: Any, size: tuple[int, int] = SIZE, dtype: Any = np.uint8
) -> np.ndarray[Any, Any]:
    """A mask whose left half holds one value and whose right half another; values are numbers or colours."""
    values = np.empty((*size, *np.shape(left)), dtype)
    values[:, : size[1] // 2], values[:, size[1] // 2 :] = left, right
    return values


def save(path: Path, values: np.ndarray[Any, Any], palette: list[int] | None = None) -> None:
    """A mask; with a palette (red, green, blue of each index in turn) as indices into it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.fromarray(values)
    if palette is not None:
        image.putpalette(palette)
    image.save(path)


def pair(folder: Path, stem: str, values: np.ndarray[Any, Any], palette: list[int] | None = None) -> None:
    """A photo in ``images`` and its mask in ``masks``."""
    photo(folder / "images" / f"{stem}.jpg")
    save(folder / "masks" / f"{stem}.png", values, palette)


def named(folder: Path, *names: str) -> None:
    """``classes.txt``."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "classes.txt").write_text("".join(f"{name}\n" for name in names))
