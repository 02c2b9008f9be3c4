"""Photos and films with what a detector finds in them, drawn into files; imported once there are some."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convscope.cli.places import Naming
from convscope.errors import ConvscopeError, ImageError
from convscope.images.film import is_film
from convscope.network import Network
from convscope.network.detecting import DetectedPhoto, detect_all
from convscope.network.detecting_film import DetectedFilm, detect_film
from convscope.progress import Progress
from convscope.render.save import save_picture

if TYPE_CHECKING:
    from rich.console import Console


@dataclass
class Detected:
    """What was looked at.

    Attributes:
        photos: each with where it came from and where it was drawn.
        films: likewise.
        failures: what cannot be read.
    """

    photos: list[tuple[Path, DetectedPhoto, Path]] = field(default_factory=list)
    films: list[DetectedFilm] = field(default_factory=list)
    failures: list[ConvscopeError] = field(default_factory=list)

    def document(self) -> dict[str, Any]:
        """All of it in plain values; films only where there are some."""
        photos = [
            {**one.document(), "photo": str(path), "picture": str(place)} for path, one, place in self.photos
        ]
        films = [film.document() for film in self.films]
        return {"photos": photos, "films": films} if films else {"photos": photos}

    def show(self, console: Console) -> None:
        """A line for each photo and film: what is in it, and where it was drawn."""
        lines = []
        for path, one, place in self.photos:
            counts = Counter(single.label for single in one.detections)
            said = ", ".join(f"{label} {count}" for label, count in counts.items()) or "nothing"
            lines.append(f"{path}  {said}: {place}")
        lines += [f"{film.film}  {len(film.frames)} frames: {film.video}" for film in self.films]
        for line in lines:
            console.print(line, markup=False, highlight=False, soft_wrap=True)


@dataclass(frozen=True)
class Drawing:
    """How things are looked for, and where they are drawn.

    Attributes:
        network: a detector.
        score: least score of a detection.
        overlap: greatest IoU of two detections of a class; None for the detector's own.
        tile: rows and columns of the tiles in which photos are seen; None for as a whole.
        naming: of the files.
    """

    network: Network
    score: float
    overlap: float | None
    tile: int | None
    naming: Naming


def looked_at(drawing: Drawing, paths: Sequence[Path], progress: Progress) -> Detected:
    """Look at photos, then at films.

    Raises:
        Cancelled: somebody asked to stop; what was drawn by then stays.
        ConvscopeError: of the kind that says what is wrong.
    """
    done, score, overlap, tile = Detected(), drawing.score, drawing.overlap, drawing.tile
    films = [path for path in paths if is_film(path)]
    photos = [path for path in paths if path not in films]
    for number, (path, one) in enumerate(
        detect_all(drawing.network, photos, score=score, overlap=overlap, tile=tile), 1
    ):
        if isinstance(one, ImageError):
            done.failures.append(one)
        else:
            place = drawing.naming.place(path, ".png")
            save_picture(one.picture(), place)
            done.photos.append((path, one, place))
        progress.step(number, len(photos), what="detecting")
        progress.check()
    for path in films:
        video = drawing.naming.place(path, ".mp4")
        try:
            film = detect_film(
                drawing.network, path, video, score=score, overlap=overlap, tile=tile, progress=progress
            )
            done.films.append(film)
        except ImageError as error:
            done.failures.append(error)
    return done
