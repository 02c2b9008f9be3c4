"""Results on disk: whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.errors import OutputError

PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".tif", ".tiff", ".bmp")


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary file beside ``path`` with its suffix, which takes its place when all went well.

    Folders on the way are made.

    Raises:
        OutputError: when the file cannot be written there.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = mkstemp(prefix=f".{path.stem[:40]}-", suffix=path.suffix, dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise _not_written(path, error) from error
    temporary = Path(name)
    try:
        yield temporary
        # mkstemp gives the user alone the right to read; a result has the usual rights.
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except OSError as error:
        raise _not_written(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def save_picture(picture: Image.Image, path: Path) -> None:
    """Write a picture in the format that the path's suffix names.

    Raises:
        OutputError: for a suffix that is no picture's, or when the file cannot be written.
    """
    if path.suffix.lower() not in PICTURES:
        raise OutputError(
            f"{path} does not end like a picture's file.", f"End it with one of {', '.join(PICTURES)}."
        )
    with replacing(path) as temporary:
        picture.save(temporary)


def save_array(values: NDArray[Any], path: Path) -> None:
    """Write an array as NumPy's ``.npy``.

    Raises:
        OutputError: for another suffix, or when the file cannot be written.
    """
    if path.suffix.lower() != ".npy":
        raise OutputError(f"an array is kept in a file that ends with .npy, not {path}.")
    with replacing(path) as temporary:
        np.save(temporary, values)


def _not_written(path: Path, error: OSError) -> OutputError:
    return OutputError(f"{path} cannot be written: {error.strerror or error}.", "Choose another place.")


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
