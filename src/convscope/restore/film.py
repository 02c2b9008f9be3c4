"""A film, restored frame by frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL.Image import Image

from convscope.files import replacing
from convscope.images import Photo
from convscope.images.film import open_film
from convscope.images.film_writing import write_film
from convscope.network import Network
from convscope.progress import Progress
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import facts
from convscope.restore.restoring import TILE, enlargement_of, restore


@dataclass(frozen=True, repr=False)
class RestoredFilm(Displayed):
    """A film that was restored.

    Attributes:
        film: where it lies.
        video: where it was written.
        frames: how many it has.
        scale: how many times longer the sides of its frames are.
    """

    film: Path
    video: Path
    frames: int
    scale: int

    def document(self) -> dict[str, Any]:
        """The result in plain values."""
        return {
            "film": str(self.film),
            "video": str(self.video),
            "frames": self.frames,
            "scale": self.scale,
        }

    def _line(self) -> str:
        return f"{self.film}: {self.frames} frames"

    def _fragments(self) -> Sequence[str]:
        return [facts({"film": self.film, "frames": self.frames, "video": self.video})]


def restore_film(
    network: Network, film: Path, video: Path, *, tile: int = TILE, progress: Progress | None = None
) -> RestoredFilm:
    """Restore each frame of a film by itself, and write the film; one frame is held at a time.

    Args:
        network: from picture to picture.
        film: to restore.
        video: ends with .mp4, .gif or .webp.
        tile: rows and columns of the tiles in which a frame is seen.
        progress: told how many frames are done.

    Raises:
        NetworkError: the network makes no picture of a photo, or a tile is too small.
        ImageError: the film cannot be read.
        ExtraError: PyAV is missing.
        Cancelled: somebody asked to stop; no film is written.
    """
    progress, source, scale = progress or Progress(), open_film(film), enlargement_of(network)
    if source.sound:
        progress.note("The film's sound is left out.")
    count = 0

    def written() -> Iterator[tuple[Image, int]]:
        nonlocal count
        for pixels, ticks in source.frames():
            found = restore(network, Photo(str(film), pixels), tile=tile, progress=Progress())
            count += 1
            progress.step(count, source.count, what="frames")
            progress.check()
            yield found.picture, ticks

    with replacing(video) as temporary:
        write_film(written(), temporary, source.tick)
    return RestoredFilm(film, video, count, scale)
