"""A film, restored frame by frame."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL.Image import Image

from convscope.files import replacing
from convscope.images import Photo
from convscope.images.film import open_film
from convscope.images.film_writing import write_film
from convscope.progress import Progress
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import facts
from convscope.restore.restored import Restored


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
    restored: Callable[[Photo, Progress], Restored],
    film: Path,
    video: Path,
    *,
    progress: Progress | None = None,
) -> RestoredFilm:
    """Restore each frame of a film by itself, and write the film; one frame is held at a time.

    Args:
        restored: restores a frame.
        film: to restore.
        video: ends with .mp4, .gif or .webp.
        progress: told how many frames are done.

    Raises:
        NetworkError: the network restores no photo.
        ImageError: the film cannot be read.
        ExtraError: PyAV is missing.
        Cancelled: somebody asked to stop; no film is written.
    """
    progress, source = progress or Progress(), open_film(film)
    if source.sound:
        progress.note("The film's sound is left out.")
    count, scale = 0, 1

    def written() -> Iterator[tuple[Image, int]]:
        nonlocal count, scale
        for pixels, ticks in source.frames():
            found = restored(Photo(str(film), pixels), Progress())
            count, scale = count + 1, found.scale
            progress.step(count, source.count, what="frames")
            progress.check()
            yield found.picture, ticks

    with replacing(video) as temporary:
        write_film(written(), temporary, source.tick)
    return RestoredFilm(film, video, count, scale)
