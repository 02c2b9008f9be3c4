"""What a detector finds in a film, frame by frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from PIL.Image import Image

from convscope.detection import Detections
from convscope.files import replacing
from convscope.images import Photo
from convscope.images.film import open_film
from convscope.images.film_writing import write_film
from convscope.network.detecting import detect
from convscope.network.network import Network
from convscope.network.task.boxes import SCORE
from convscope.progress import Progress
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import facts


class DetectedFrame(NamedTuple):
    """A frame.

    Attributes:
        seconds: at which it begins.
        detections: in pixels of the frame, the highest score first.
    """

    seconds: float
    detections: Detections

    def document(self) -> dict[str, Any]:
        """The frame in plain values."""
        return {"seconds": self.seconds, "detections": [one.document() for one in self.detections]}


@dataclass(frozen=True, repr=False)
class DetectedFilm(Displayed):
    """A film with what a detector finds in it.

    Attributes:
        film: where it lies.
        video: where it was written with the boxes drawn.
        frames: what is found in each.
    """

    film: Path
    video: Path
    frames: tuple[DetectedFrame, ...]

    def document(self) -> dict[str, Any]:
        """The result in plain values."""
        return {
            "film": str(self.film),
            "video": str(self.video),
            "frames": [frame.document() for frame in self.frames],
        }

    def _line(self) -> str:
        count = sum(len(frame.detections) for frame in self.frames)
        return f"{self.film}: {count} detections in {len(self.frames)} frames"

    def _fragments(self) -> Sequence[str]:
        return [facts({"film": self.film, "frames": len(self.frames), "video": self.video})]


def detect_film(
    network: Network,
    film: Path,
    video: Path,
    *,
    score: float = SCORE,
    overlap: float | None = None,
    tile: int | None = None,
    progress: Progress | None = None,
) -> DetectedFilm:
    """Find things in each frame of a film, and write the film with the boxes drawn; one frame is held at a time.

    Args:
        network: a detector.
        film: to look at.
        video: ends with .mp4, .gif or .webp.
        score: least score of a detection.
        overlap: greatest IoU of two detections of a class; by default the detector's own.
        tile: see each frame in tiles, see `detect`.
        progress: told how many frames are done.

    Raises:
        NetworkError: the network finds no boxes, or a tile is too small.
        BoxError: a threshold is out of its range.
        ImageError: the film cannot be read.
        ExtraError: PyAV is missing.
        Cancelled: somebody asked to stop; no film is written.
    """
    progress, source = progress or Progress(), open_film(film)
    if source.sound:
        progress.note("The film's sound is left out.")
    frames: list[DetectedFrame] = []

    def written() -> Iterator[tuple[Image, int]]:
        shown = Fraction(0)
        for pixels, ticks in source.frames():
            found = detect(network, Photo(str(film), pixels), score=score, overlap=overlap, tile=tile)
            frames.append(DetectedFrame(float(shown), found.detections))
            shown += ticks * source.tick
            progress.step(len(frames), source.count, what="detecting")
            progress.check()
            yield found.picture(), ticks

    with replacing(video) as temporary:
        write_film(written(), temporary, source.tick)
    return DetectedFilm(film, video, tuple(frames))
