"""The HTML of the report of a network that reads, complete in one file, and its table of texts."""

from __future__ import annotations

from typing import Any

from convscope.report.evaluation.answer_columns import answer_columns
from convscope.report.evaluation.page import confusion_table
from convscope.report.evaluation.reader import ReaderJudgement
from convscope.report.provenance import provenance
from convscope.report.spoken import templates


def reader_page(judgement: ReaderJudgement) -> str:
    """The report as one HTML document that loads nothing."""
    return (
        templates()
        .get_template("reader.html")
        .render(
            evaluation=judgement,
            figures=judgement.evaluation.measures,
            confusion=confusion_table(judgement.evaluation),
            errors=[_shaded(error) for error in judgement.errors if error["words"] is not None],
            how=provenance(judgement.network, {}, judgement.seconds),
            facts={"data": f"{judgement.data}, split {judgement.split}"},
        )
    )


def read_columns(judgement: ReaderJudgement) -> dict[str, list[Any]]:
    """A row for each text: itself, its class, what was said, and the probability of every class."""
    columns = answer_columns(judgement.evaluation.answers)
    return {"line": columns.pop("photo"), "text": list(judgement.texts), **columns}


def _shaded(error: dict[str, Any]) -> dict[str, Any]:
    """An error whose words know how strongly they are shaded, -1 to 1 of its strongest one."""
    most = max((abs(one["value"]) for one in error["words"]), default=0.0) or 1.0
    return {**error, "words": [{**one, "share": one["value"] / most} for one in error["words"]]}
