"""What selective search says of the photos of a training, searched once and kept in the cache."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from convscope.cache import cache_room
from convscope.datasets.boxed.seen_boxes import SeenBoxes
from convscope.datasets.decoding import DecodedDataset
from convscope.detection.selective_search import selective_search
from convscope.files import replacing
from convscope.network.detectors.detector import SEARCHED
from convscope.progress import Progress

# Another way to search gives other boxes: they are kept under another name.
_WAY = "selective-search-1"
_TRAINED = ("train", "val")


def with_searched(boxes: SeenBoxes, decoded: DecodedDataset, progress: Progress) -> SeenBoxes:
    """The boxes of training and validation photos, and behind them as class -2 what selective search says of each.

    Args:
        boxes: in the photos.
        decoded: the photos as the network sees them.
        progress: told how many photos are searched.

    Raises:
        OutputError: the cache cannot be written.
        Cancelled: somebody asked to stop.
    """
    together = dict(boxes.of)
    splits = [decoded.splits[split] for split in _TRAINED]
    total, done = sum(map(len, splits)), 0
    for pictures in splits:
        for place, (item, digest) in enumerate(zip(pictures.items, pictures.digests, strict=True)):
            found = _searched(pictures.take([place])[0], digest)
            labelled = np.concatenate([found, np.full((len(found), 1), SEARCHED, np.float32)], 1)
            together[item.name] = np.concatenate([together[item.name], labelled])
            done += 1
            progress.step(done, total, what="searching")
            progress.check()
    return SeenBoxes(together)


def _searched(pixels: NDArray[np.uint8], digest: str) -> NDArray[np.float32]:
    """What selective search says of a picture (rows, columns, 3), from the cache where it was said already."""
    path = cache_room(_WAY) / f"{digest}.npy"
    if not path.is_file():
        found = selective_search(pixels)
        with replacing(path) as place:
            np.save(place, found)
        return found
    kept: NDArray[np.float32] = np.load(path)
    return kept
