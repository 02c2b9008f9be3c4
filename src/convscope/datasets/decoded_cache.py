"""The cache of decoded pictures: each is decoded once and kept on disk until its file changes.

A cache is a folder with ``pixels.npy``, (N, rows, columns, channels) uint8, mapped into memory, and
``index.json``: name, stamp and digest of each row, or why the file cannot be read.  What is wrong with the bytes of a
file is known until it changes; what the system refused, such as a permission, is asked anew each time.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from convscope.datasets.dataset import Item
from convscope.errors import ImageError, ReadError
from convscope.images import Photo, Preprocessing
from convscope.progress import Progress

_CHUNK = 64  # pictures between two looks at whether to stop

# Of each row: name, stamp, digest, and why it cannot be read ("" if it can).
Index = list[list[str]]
# In place of the digest of a picture that the system did not let us read.
_REFUSED = "refused"


def updated_cache(folder: Path, items: Sequence[Item], recipe: Preprocessing, progress: Progress) -> Index:
    """Decode the items that the cache does not hold, or whose file has changed; the index of all items.

    Args:
        folder: of the cache.
        items: whose pictures it shall hold.
        recipe: how a picture becomes what the network sees.
        progress: told how many pictures are done.

    Raises:
        Cancelled: somebody asked to stop; the cache is as before.
    """
    old = _read_index(folder)
    known = {(name, stamp): row for row, (name, stamp, _, _) in enumerate(old)}
    wanted = [(item.name, item.source.stamp) for item in items]
    for item, key in zip(items, wanted, strict=True):
        if key in known and old[known[key]][2] == _REFUSED and _can_be_read(item):
            del known[key]
    fresh = sum(key not in known for key in wanted)
    if not fresh:
        return old
    before = np.load(folder / "pixels.npy", mmap_mode="r") if old else None
    blank = np.zeros((*recipe.size, recipe.channels), np.uint8)

    def row(place: int) -> tuple[NDArray[np.uint8], list[str]]:
        key = wanted[place]
        if before is not None and key in known:
            return before[known[key]], old[known[key]]
        try:
            seen = network_view(items[place], recipe)
        except ImageError as error:
            return blank, [*key, _REFUSED if isinstance(error, ReadError) else "", str(error)]
        return seen, [*key, hashlib.blake2b(seen.tobytes(), digest_size=8).hexdigest(), ""]

    index: Index = []
    done = 0
    temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        # Plain writes: into a file mapped into memory, a full disk would be a signal in the middle of a page.
        with (temporary / "pixels.npy").open("wb") as file, ThreadPoolExecutor(os.cpu_count()) as pool:
            shape = (len(items), *blank.shape)
            np.lib.format.write_array_header_1_0(
                file, {"descr": "|u1", "fortran_order": False, "shape": shape}
            )
            for start in range(0, len(items), _CHUNK):
                places = range(start, min(start + _CHUNK, len(items)))
                for pixels, entry in pool.map(row, places):
                    file.write(pixels.tobytes())
                    index.append(entry)
                done += sum(wanted[place] not in known for place in places)
                progress.step(done, fresh, what="decoding")
                progress.check()
        (temporary / "index.json").write_text(json.dumps(index))
        shutil.rmtree(folder, ignore_errors=True)
        temporary.rename(folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return index


def _can_be_read(item: Item) -> bool:
    """Whether the system lets us read a picture, whatever its bytes are."""
    try:
        item.pixels()
    except ReadError:
        return False
    except ImageError:
        return True
    return True


def _read_index(folder: Path) -> Index:
    try:
        index: Index = json.loads((folder / "index.json").read_text())
        shape = np.load(folder / "pixels.npy", mmap_mode="r").shape
    except (OSError, ValueError):
        return []
    return index if len(index) == shape[0] else []


def network_view(item: Item, recipe: Preprocessing) -> NDArray[np.uint8]:
    """The pixels of an item as a network takes them, (rows, columns, channels) uint8, before normalisation.

    Raises:
        ImageError: the item cannot be read, or has channels that the network does not take.
    """
    pixels = item.pixels()
    channels = pixels.shape[2]
    if recipe.channels in (1, 3) and channels in (1, 3):
        colours = np.repeat(pixels, 3, axis=2) if channels == 1 else pixels
        return recipe.look(Photo(item.name, colours))
    if channels != recipe.channels:
        raise ImageError(
            f"{item.name} has {channels} channels, and the network takes {recipe.channels}.",
            "Choose a network for as many channels.",
        )
    grey = replace(recipe, mean=(0.0,), std=(1.0,), border=None)
    planes = [np.repeat(pixels[..., place, None], 3, axis=2) for place in range(channels)]
    return np.concatenate([grey.look(Photo(item.name, plane)) for plane in planes], axis=2)
