"""Reports as files: a page for each photo with its pictures beside it, and an index."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from pathlib import Path

from convscope.files import make_folder, replacing
from convscope.images.standard_input import stem_of
from convscope.report.page import index_page, look_page
from convscope.report.photo import Look
from convscope.report.written import Failure, Written

INDEX = "index.html"


def write_look(look: Look, folder: Path, taken: Collection[str], about: str = "") -> Written:
    """Write a report ``NAME.html`` and its pictures ``NAME/METHOD.png`` into a folder.

    Args:
        look: what to show.
        folder: made where it is missing.
        taken: names that other reports have already, in lower case.
        about: what the name says beside the photo.

    Raises:
        OutputError: the folder cannot be written to.
    """
    name = report_name(look.photo, taken, about)
    make_folder(folder)
    pictures = []
    for explanation, ending in zip(look.explanations, ("", "-minus-second"), strict=False):
        for judged in explanation.maps:
            path = folder / name / f"{judged.attribution.method}{ending}.png"
            judged.attribution.save(path)
            pictures.append((judged, path))
    report = folder / f"{name}.html"
    write_page(report, look_page(look))
    return Written(look, report, tuple(pictures))


def write_index(
    written: Sequence[Written], failures: Sequence[Failure], folder: Path, name: str = INDEX
) -> Path:
    """Write the index of a folder's reports.

    Raises:
        OutputError: the folder cannot be written to.
    """
    path = folder / name
    write_page(path, index_page(written, failures))
    return path


def report_name(photo: str, taken: Collection[str], about: str = "") -> str:
    """A name for a photo's report: its own without what file systems and links dislike, and not yet taken."""
    stem = unicodedata.normalize("NFC", stem_of(photo)) + (f".{about}" if about else "")
    safe = re.sub(r"[^\w.-]+", "-", stem).strip("-._")[:60] or "photo"
    name, number = safe, 1
    # Some file systems do not tell capitals from small letters.
    while name.lower() in taken or name.lower() == Path(INDEX).stem:
        number += 1
        name = f"{safe}-{number}"
    return name


def write_page(path: Path, text: str) -> None:
    """Write a page.

    Raises:
        OutputError: the place cannot be written to.
    """
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")
