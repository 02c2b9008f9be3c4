"""The HTML of a captioner's report, complete in one file, and its table of photos."""

from __future__ import annotations

from typing import Any

from convscope.evaluation.captioner import CaptionerEvaluation
from convscope.report.provenance import provenance
from convscope.report.spoken import templates


def captioner_page(evaluation: CaptionerEvaluation) -> str:
    """The report as one HTML document that loads nothing."""
    return (
        templates()
        .get_template("captioner.html")
        .render(
            evaluation=evaluation,
            how=provenance(evaluation.network, {}, evaluation.seconds),
            facts={"data": f"{evaluation.data}, split {evaluation.split}"},
        )
    )


def said_columns(evaluation: CaptionerEvaluation) -> dict[str, list[Any]]:
    """A row for each photo: what was said, what is true, and the CIDEr."""
    photos = evaluation.photos
    return {
        "photo": [one.photo for one in photos],
        "caption": [one.said for one in photos],
        "true": ["; ".join(one.true) for one in photos],
        "cider": [one.cider for one in photos],
    }
