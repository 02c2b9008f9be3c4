"""Many photos explained by one method: a picture and the values of each, a table of facts and a contact sheet."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from convscope.errors import ConvscopeError, ImageError
from convscope.explanation.attribution import Attribution
from convscope.explanation.picture import View
from convscope.files import make_folder, replacing
from convscope.images import Photo, decode
from convscope.progress import Progress
from convscope.render.grid import contact_sheet
from convscope.render.save import save_picture
from convscope.report.write import report_name

_THUMBNAIL = 160


@dataclass(frozen=True, eq=False)
class ExplainedPhoto:
    """A photo's map on the disk.

    Attributes:
        photo: as it was named.
        attribution: its map.
        picture: the overlay.
        array: the signed, unscaled values, .npy.
        mask: what the map points at, where that was asked for.
    """

    photo: str
    attribution: Attribution
    picture: Path
    array: Path
    mask: Path | None

    def row(self) -> dict[str, Any]:
        """Its line of the table of facts."""
        made = self.attribution
        return {
            "photo": self.photo,
            "method": made.method,
            "target": made.target,
            "layer": made.layer,
            "picture": str(self.picture),
            "array": str(self.array),
            "mask": None if self.mask is None else str(self.mask),
            "lowest": float(made.values.min()),
            "highest": float(made.values.max()),
            "sum": float(made.values.sum()),
            "passes": made.passes,
            "seconds": round(made.seconds, 3),
            **made.facts,
        }


@dataclass(frozen=True, eq=False)
class ExplainedPhotos:
    """What was written of many photos.

    Attributes:
        entries: those that were explained, in their order.
        failures: why the others were not.
        facts: the table, .csv.
        sheet: the contact sheet, .png.
    """

    entries: tuple[ExplainedPhoto, ...]
    failures: tuple[ConvscopeError, ...]
    facts: Path
    sheet: Path

    def document(self) -> dict[str, Any]:
        """All of it in plain values."""
        first = self.entries[0].attribution
        return {
            "network": first.network,
            "weights": first.weights,
            "photos": [entry.row() for entry in self.entries],
            "facts": str(self.facts),
            "sheet": str(self.sheet),
            "failures": [
                {"kind": error.kind, "message": error.message, "hint": error.hint} for error in self.failures
            ],
        }


def write_explanations(
    photos: Sequence[Path],
    folder: Path,
    explain_one: Callable[[Photo], Attribution],
    *,
    mask: str | None = None,
    view: View = "photo",
    place_of: Callable[[Path], Path] = Path,
    progress: Progress | None = None,
) -> ExplainedPhotos:
    """Explain photos one by one into a folder; a broken one is left out and told.

    Args:
        photos: their files.
        folder: made where it is missing.
        explain_one: makes the map of a photo.
        mask: rule of a mask that is written as well; see `Attribution.mask`.
        view: what the maps are drawn on; see `Attribution.overlay`.
        place_of: the place to write to, of the usual one.
        progress: told after each photo; once it is cancelled, those that are finished are kept.

    Raises:
        ImageError: no photo could be read.
        OutputError: the folder cannot be written to.
        Cancelled: before the first was finished.
    """
    progress = progress or Progress()
    is_new = not folder.exists()
    make_folder(folder)
    entries: list[ExplainedPhoto] = []
    failures: list[ConvscopeError] = []
    thumbnails: list[Image.Image] = []
    taken: set[str] = set()
    for number, path in enumerate(photos):
        progress.step(number, len(photos), what="explaining")
        if progress.cancelled and entries:
            progress.note(f"Stopped: {len(entries)} of {len(photos)} photos are explained.")
            break
        progress.check()
        try:
            made = explain_one(decode(path))
        except ImageError as error:
            failures.append(error)
            continue
        name = report_name(str(path), taken)
        taken.add(name.lower())
        entries.append(_written(made, str(path), place_of(folder / f"{name}.png"), mask, view))
        thumbnails.append(made.overlay())
        thumbnails[-1].thumbnail((_THUMBNAIL, _THUMBNAIL))
    if not entries:
        if is_new:
            folder.rmdir()
        raise failures[0] if failures else ImageError("There is no photo to explain.", "Name at least one.")
    facts, sheet = place_of(folder / "facts.csv"), place_of(folder / "contact-sheet.png")
    _write_table([entry.row() for entry in entries], facts)
    captions = [f"{Path(entry.photo).name} {entry.attribution.target}" for entry in entries]
    save_picture(contact_sheet(thumbnails, captions), sheet, {"made": "explanations"})
    return ExplainedPhotos(tuple(entries), tuple(failures), facts, sheet)


def _written(made: Attribution, photo: str, picture: Path, mask: str | None, view: View) -> ExplainedPhoto:
    array = picture.with_suffix(".npy")
    made.save(picture, view)
    made.save_array(array)
    masked = None
    if mask is not None:
        masked = picture.with_suffix(".mask.png")
        made.save_mask(masked, mask)
    return ExplainedPhoto(photo, made, picture, array, masked)


def _write_table(rows: Sequence[dict[str, Any]], place: Path) -> None:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with replacing(place) as temporary, temporary.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, columns)
        table.writeheader()
        table.writerows(rows)
