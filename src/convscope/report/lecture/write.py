"""The lecture as files: a page, its pictures as SVG, its numbers as JSON, and the film."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from convscope.convolution.drawing import save_scenes, svg
from convscope.files import replacing
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
    for name, scene in pictures(lecture).items():
        _write(drawn[name], svg(scene))
    page = folder / "lecture.html"
    _write(page, lecture_page(lecture, film))
    document = lecture.document()
    _write(folder / "lecture.json", json.dumps(document, default=_plain, indent=1) + "\n")
    return {**document, "report": page, "film": film, "pictures": drawn}


def _write(place: Path, text: str) -> None:
    with replacing(place) as temporary:
        temporary.write_text(text, encoding="utf-8")


def _plain(value: object) -> object:
    if isinstance(value, np.ndarray):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} does not belong into a JSON document")
