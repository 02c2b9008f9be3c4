"""Photos and films that are restored, written into files; imported once there are some."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convscope.cli.places import Naming
from convscope.errors import ConvscopeError, ImageError
from convscope.images import Photo
from convscope.images.film import is_film
from convscope.network import Network
from convscope.progress import Progress
from convscope.report.restored import write_restored
from convscope.restore import Restored
from convscope.restore.film import restore_film

if TYPE_CHECKING:
    from rich.console import Console


@dataclass
class RestoredPhotos:
    """What was restored.

    Attributes:
        photos: a document each, with where they came from and where they were written.
        films: likewise.
        failures: what cannot be read.
    """

    photos: list[dict[str, Any]] = field(default_factory=list)
    films: list[dict[str, Any]] = field(default_factory=list)
    failures: list[ConvscopeError] = field(default_factory=list)

    def document(self) -> dict[str, Any]:
        """All of it in plain values; films only where there are some."""
        return {"photos": self.photos, "films": self.films} if self.films else {"photos": self.photos}

    def show(self, console: Console) -> None:
        """Where each was written, with its figures where they are known."""
        for one in self.photos:
            lines = [one["photo"], f"  picture: {one['picture']}", f"  page: {one['page']}"]
            if one["ssim"] is not None:
                psnr, before = (
                    "inf" if one[key] is None else f"{one[key]:.2f}" for key in ("psnr", "psnr_before")
                )
                ssim = f"SSIM {one['ssim_before']:.4f} -> {one['ssim']:.4f}"
                lines.append(f"  PSNR {before} dB -> {psnr} dB, {ssim}")
            for line in lines:
                console.print(line, markup=False, highlight=False, soft_wrap=True)
        for one in self.films:
            line = f"{one['film']}  {one['frames']} frames: {one['video']}"
            console.print(line, markup=False, highlight=False, soft_wrap=True)


@dataclass(frozen=True)
class Writing:
    """How photos are restored, and where they are written.

    Attributes:
        network: does it.
        restored: does it to a photo.
        ending: of the pictures.
        naming: of the files.
    """

    network: Network
    restored: Callable[[Path | Photo, Progress], Restored]
    ending: str
    naming: Naming


def restored_photos(writing: Writing, paths: Sequence[Path], progress: Progress) -> RestoredPhotos:
    """Restore photos, then films.

    Raises:
        Cancelled: somebody asked to stop; what was written by then stays.
        ConvscopeError: of the kind that says what is wrong.
    """
    done = RestoredPhotos()
    films = [path for path in paths if is_film(path)]
    photos = [path for path in paths if path not in films]
    for number, path in enumerate(photos, 1):
        try:
            done.photos.append(_photo(writing, path, progress))
        except ImageError as error:
            done.failures.append(error)
        progress.step(number, len(photos), what="photos")
        progress.check()
    for path in films:
        video = writing.naming.place(path, ".mp4")
        try:
            made = restore_film(writing.restored, path, video, progress=progress)
            done.films.append(made.document())
        except ImageError as error:
            done.failures.append(error)
    return done


def _photo(writing: Writing, path: Path, progress: Progress) -> dict[str, Any]:
    found = writing.restored(path, progress)
    place = writing.naming.place(path, f".{writing.ending}")
    page = place.with_suffix(".html")
    place.parent.mkdir(parents=True, exist_ok=True)
    found.save(place)
    write_restored(found, writing.network, page)
    return {"photo": str(path), "picture": place, "page": page, **found.document()}
