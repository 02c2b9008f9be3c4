"""A comparison as files."""

from __future__ import annotations

import json
from pathlib import Path

from convscope.files import replacing
from convscope.report.comparison.comparison import Comparison
from convscope.report.comparison.document import document
from convscope.report.comparison.page import comparison_page


def write_comparison(comparison: Comparison, path: Path) -> Path:
    """Write the page, and the numbers beside it as JSON.

    Returns:
        The place of the JSON.

    Raises:
        OutputError: a place cannot be written to.
    """
    numbers = path.with_suffix(".json")
    for place, text in (
        (path, comparison_page(comparison)),
        (numbers, json.dumps(document(comparison), indent=1, ensure_ascii=False)),
    ):
        with replacing(place) as temporary:
            temporary.write_text(text, encoding="utf-8")
    return numbers
