"""The study of a class's concepts as files: page, figures, directions, and the patches as a picture."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from convscope.files import replacing
from convscope.render import save_picture
from convscope.report.concepts.page import concepts_page
from convscope.report.concepts.study import ConceptStudy


def write_study(study: ConceptStudy, report: Path) -> dict[str, Any]:
    """Write a page, and beside it what it shows.

    That is ``.json``; ``.npy``, the directions (K, C) in the order of the page; and ``.png``, the patches of concepts
    that were found.

    Returns:
        The document that the JSON holds.

    Raises:
        OutputError: the place cannot be written to.
    """
    document = study.document()
    page = concepts_page(study)
    with replacing(report) as temporary:
        temporary.write_text(page, encoding="utf-8")
    with replacing(report.with_suffix(".json")) as temporary:
        temporary.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    with replacing(report.with_suffix(".npy")) as temporary, temporary.open("wb") as file:
        np.save(file, np.stack([one.direction for one in study.found or study.tested]))
    picture = study.picture()
    if picture is not None:
        save_picture(picture, report.with_suffix(".png"))
    return document
