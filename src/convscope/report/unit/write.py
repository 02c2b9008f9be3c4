"""The study of a unit as files: the page, its figures as JSON, and its plates as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from convscope.errors import ImageError, OutputError
from convscope.files import replacing
from convscope.record.carried import read_manifest, write_json
from convscope.render import save_picture
from convscope.report.unit.page import unit_page
from convscope.report.unit.study import UnitStudy

ENDINGS = (".html", ".png", ".json")


def write_study(study: UnitStudy, place: Path) -> dict[str, Any]:
    """Write a study as its place ends: ``.html`` the page with the other two beside it, ``.png`` or ``.json`` alone.

    Returns:
        The document that the JSON holds.

    Raises:
        OutputError: the place has another ending or cannot be written to, or somebody else's file lies beside a page.
    """
    ending = place.suffix.lower()
    if ending not in ENDINGS:
        raise OutputError(f"A unit is written as {', '.join(ENDINGS)}, got {place}.", "Name it .html.")
    check_beside(place)
    document = study.document()
    if ending == ".html":
        page = unit_page(study)
        with replacing(place) as temporary:
            temporary.write_text(page, encoding="utf-8")
    if ending != ".png":
        document = write_json(place.with_suffix(".json"), document, study.manifest())
    if ending != ".json":
        save_picture(study.picture(), place.with_suffix(".png"), study.manifest())
    return document


def check_beside(place: Path) -> None:
    """Refuse a page whose figures or picture would replace a file that is not those of a unit.

    Raises:
        OutputError: naming the file.
    """
    if place.suffix.lower() != ".html":
        return
    for other in (place.with_suffix(".json"), place.with_suffix(".png")):
        if other.exists() and not _is_of_a_unit(other):
            raise OutputError(
                f"{other}, which lies beside {place}, would be replaced, and it does not show a unit.",
                "Choose another name.",
            )


def _is_of_a_unit(file: Path) -> bool:
    try:
        return read_manifest(file).get("made") == "unit"
    except ImageError:
        return False
