"""What a detector finds in a photo, as a whole or in tiles."""

from __future__ import annotations

from itertools import product

from convscope.detection import Detections
from convscope.detection.seams import SeenWindow, merged
from convscope.images import Photo
from convscope.images.tiles import starts
from convscope.network.found import found
from convscope.network.network import Network
from convscope.network.placing import on_photo
from convscope.network.task.boxes import Boxes
from convscope.progress import Progress


def found_on(
    network: Network,
    photo: Photo,
    *,
    least: float,
    overlap: float | None = None,
    tile: int | None = None,
    shared: int = 0,
    progress: Progress | None = None,
) -> Detections:
    """The things of a photo in its pixels, the highest score first, with masks where the network gives some.

    Args:
        network: a detector.
        photo: of any size.
        least: score below which a detection is left out.
        overlap: greatest IoU of two detections of a class; by default the detector's own.
        tile: see the photo in tiles of so many rows and columns, in its own pixels, each of which the network sees as
            it would see a whole photo of that size; one tile is held at a time.  None for the photo as a whole.
        shared: pixels by which tiles overlap; things that are longer can be told in pieces, see `merged`.
        progress: told how many tiles are done.

    Raises:
        Cancelled: somebody asked to stop.
    """
    if tile is None:
        return on_photo(
            found(network, network.prepare(photo), least=least, overlap=overlap)[0], network, photo
        )
    task = network.task
    assert isinstance(task, Boxes)
    size = photo.rows, photo.columns
    rows, columns = min(tile, photo.rows), min(tile, photo.columns)
    corners = list(product(starts(photo.rows, rows, shared), starts(photo.columns, columns, shared)))
    told, seen = progress or Progress(), []
    for number, (top, left) in enumerate(corners, 1):
        part = Photo(photo.name, photo.pixels[top : top + rows, left : left + columns])
        mine = found(network, network.prepare(part), least=least, overlap=overlap, passes=len(corners))[0]
        window = float(left), float(top), float(left + columns), float(top + rows)
        seen.append(SeenWindow(window, on_photo(mine, network, part, (top, left))))
        told.step(number, len(corners), what="tiles")
        told.check()
    return merged(seen, size, task.overlap if overlap is None else overlap)
