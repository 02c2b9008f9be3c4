"""The lecture as files: a page, its pictures as SVG, its numbers as JSON, and the film."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from convscope.convolution.drawing import save_scenes, svg
from convscope.convolution.drawing.picture import SvgPicture
from convscope.files import replacing
from convscope.record.carried import write_json
from convscope.report.lecture.film import film_scenes
from convscope.report.lecture.page import lecture_page
from convscope.report.lecture.scenes import pictures
from convscope.report.lecture.worked import Lecture


def write_lecture(lecture: Lecture, folder: Path, film: Path) -> dict[str, Any]:
    """Write ``lecture.html``, ``lecture.json`` and a picture of each part into a folder, and the film.

    Args:
        lecture: its numbers.
        folder: made where it is not there.
        film: ends with .gif, .webp or .mp4.

    Returns:
        The numbers, and where all stands.

    Raises:
        OutputError: a place cannot be written to, or the film ends otherwise.
    """
    save_scenes(list(film_scenes(lecture)), film)
    drawn = {name: folder / f"{name}.svg" for name in pictures(lecture)}
    for name, place in drawn.items():
        _write_picture(lecture, place, name)
    page = folder / "lecture.html"
    _write_page(lecture, page, film)
    document = write_json(folder / "lecture.json", lecture.document(), lecture.manifest())
    return {**document, "report": page, "film": film, "pictures": drawn}


def write_part(lecture: Lecture, place: Path, *, film: str = ".gif", picture: str = "window") -> None:
    """Write one of the files again: the page with its film, a picture, or the numbers.

    Args:
        lecture: its numbers.
        place: ends with .html, .svg or .json.
        film: ending of the film beside the page.
        picture: which one, of those that are written beside the page.

    Raises:
        OutputError: the place cannot be written to.
    """
    if place.suffix.lower() == ".html":
        beside = place.with_suffix(film)
        save_scenes(list(film_scenes(lecture)), beside)
        _write_page(lecture, place, beside)
    elif place.suffix.lower() == ".svg":
        _write_picture(lecture, place, picture)
    else:
        write_json(place, lecture.document(), lecture.manifest())


def _write_page(lecture: Lecture, place: Path, film: Path) -> None:
    page = lecture_page(lecture, film)
    with replacing(place) as temporary:
        temporary.write_text(page, encoding="utf-8")


def _write_picture(lecture: Lecture, place: Path, name: str) -> None:
    SvgPicture(svg(pictures(lecture)[name]), lecture.manifest(picture=name)).save(place)
