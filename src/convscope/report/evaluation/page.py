"""The HTML of an evaluation's report, complete in one file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from convscope.evaluation import Evaluation
from convscope.evaluation.raising_units import SHOWN as SHOWN_UNITS
from convscope.render.embed import photo_uri
from convscope.report.evaluation.error_list import PICTURED, error_list
from convscope.report.evaluation.judgement import Judgement
from convscope.report.evaluation.plots import precision_recall_plot, reliability_plot, roc_plot
from convscope.report.evaluation.plotting import SHOWN
from convscope.report.evaluation.suspects import SUSPECTS, Suspect
from convscope.report.spoken import templates

# More rows than this nobody reads; the JSON has all of them.
CLASSES = 25


def judgement_page(judgement: Judgement, pages: Mapping[int, str]) -> str:
    """The report as one HTML document that loads nothing.

    Args:
        judgement: what it shows.
        pages: addresses of the pages of the units behind the errors, by the units' numbers.
    """
    return (
        templates()
        .get_template("evaluation.html")
        .render(
            judgement=judgement,
            list=error_list(judgement, pages),
            cases=len(judgement.cases),
            pictured=PICTURED,
            raised=SHOWN_UNITS,
            suspects=_suspects(judgement.suspects),
            training_suspects=_suspects(judgement.training_suspects),
            confusion=confusion_table(judgement.evaluation),
            classes=_classes(judgement),
            plots=_plots(judgement),
            facts=_facts(judgement),
        )
    )


def _suspects(suspects: Sequence[Suspect]) -> Mapping[str, Any]:
    shown = [{"suspect": one, "picture": photo_uri(one.picture)} for one in suspects[:SUSPECTS]]
    return {"count": len(suspects), "shown": shown}


def _short(evaluation: Evaluation, index: int) -> str:
    return evaluation.answers.classes[index].split(",")[0]


def confusion_table(evaluation: Evaluation) -> Mapping[str, Any]:
    """The confusion matrix as ``confusion.html`` shows it."""
    found = evaluation.confusion
    totals = evaluation.counts.true[found.classes]
    return {
        "labels": [_short(evaluation, index) for index in found.classes],
        "rows": [
            [{"count": int(count), "share": count / max(total, 1)} for count in row]
            for row, total in zip(found.counts, totals, strict=True)
        ],
    }


def _classes(judgement: Judgement) -> Mapping[str, Any]:
    evaluation = judgement.evaluation
    counts = evaluation.counts
    curves = {found.index: found for found in evaluation.curves}
    occurring = np.flatnonzero(counts.true + counts.predicted)
    # Classes without pictures, of which recall knows nothing, come last.
    order = occurring[np.argsort(counts.recall[occurring], kind="stable")].tolist()
    return {
        "rows": [
            {
                "label": _short(evaluation, index),
                "true": int(counts.true[index]),
                "precision": float(counts.precision[index]),
                "recall": evaluation.recalls[index],
                "f1": float(counts.f1[index]),
                "curves": curves.get(index),
            }
            for index in order[:CLASSES]
        ],
        "left_out": len(order[CLASSES:]),
    }


def _plots(judgement: Judgement) -> Mapping[str, Any]:
    evaluation = judgement.evaluation
    worst = sorted(evaluation.curves, key=lambda curves: curves.roc_auc)[:SHOWN]
    labels = [_short(evaluation, curves.index) for curves in worst]
    return {
        "roc": roc_plot(worst, labels) if worst else None,
        "precision_recall": precision_recall_plot(worst, labels) if worst else None,
        "chosen": len(evaluation.curves) > SHOWN,
        "reliability": reliability_plot(evaluation.reliability, evaluation.scaled),
    }


def _facts(judgement: Judgement) -> Mapping[str, str]:
    """What belongs to how this was made, beside the network."""
    data, nearest = f"{judgement.data.name}, split {judgement.data.split}", judgement.training
    if nearest and judgement.scan:
        data = f"{data}; nearest pictures among {nearest:,} of the scan {judgement.scan.name}"
    elif nearest:
        of = len(judgement.data.training)
        data = f"{data}; nearest pictures among {nearest:,} of {of:,} training pictures"
    maps = "none"
    if judgement.cases:
        made = judgement.cases[0].attribution
        maps = f"{made.method}, each on its own scale, symmetric about zero"
        if made.layer:
            maps = f"{made.method} by layer {made.layer}, each on its own scale, symmetric about zero"
    asked = {name.replace("_", " "): str(value) for name, value in judgement.provenance.settings.items()}
    return {"data": data, "maps": maps, **asked}
