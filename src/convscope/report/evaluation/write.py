"""An evaluation as files: the report, and the figures as JSON beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from convscope.files import replacing
from convscope.report.evaluation.document import judgement_document
from convscope.report.evaluation.judgement import Judgement
from convscope.report.evaluation.page import judgement_page


def write_judgement(judgement: Judgement, report: Path) -> dict[str, Any]:
    """Write a report, and beside it, ending with ``.json``, what it shows.

    Returns:
        The document that the JSON holds.

    Raises:
        OutputError: the place cannot be written to.
    """
    document = judgement_document(judgement)
    page = judgement_page(judgement)
    with replacing(report) as temporary:
        temporary.write_text(page, encoding="utf-8")
    with replacing(report.with_suffix(".json")) as temporary:
        temporary.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return document
