"""The study of a class's concepts as files: the page, its figures as JSON, and the patches as a picture."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from convscope.files import replacing
from convscope.render import save_picture
from convscope.report.concepts.page import concepts_page
from convscope.report.concepts.study import ConceptStudy


def write_study(study: ConceptStudy, report: Path) -> dict[str, Any]:
    """Write a page, and beside it what it shows (``.json``) and, of concepts that were found, the patches (``.png``).

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
    picture = study.picture()
    if picture is not None:
        save_picture(picture, report.with_suffix(".png"))
    return document
