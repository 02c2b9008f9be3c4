"""All errors as what the page's script lists: names, probabilities, small pictures, units; maps of the worst."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest
from typing import Any

from PIL import Image

from convscope.errors import ImageError
from convscope.evaluation.raising_units import ErrorUnits
from convscope.network import Labels
from convscope.render.embed import small_uri
from convscope.report.evaluation.cases import ExplainedError
from convscope.report.evaluation.judgement import Judgement
from convscope.report.neighbours import Neighbour, thumbnail

# A small picture takes about two kilobytes of the page: so many make it four megabytes longer.
PICTURED = 2000
_SIDE = 64


def error_list(judgement: Judgement, pages: Mapping[int, str]) -> Mapping[str, Any]:
    """The list in plain values.

    Args:
        judgement: whose errors are listed, all of them, the greatest loss first.
        pages: addresses of the pages of units, by the units' numbers.
    """
    evaluation, answers = judgement.evaluation, judgement.evaluation.answers
    labels = Labels(answers.classes)
    occurring = sorted({*answers.truth[evaluation.errors], *answers.predicted[evaluation.errors]})
    return {
        "classes": {
            int(index): {"name": labels.short(index), "word": labels.word(index)} for index in occurring
        },
        "layer": judgement.behind[0].address.rpartition(":")[0] if judgement.behind else None,
        "pages": pages,
        "scan": judgement.scan and judgement.scan.name,
        "errors": [
            {
                "photo": answers.photos[row],
                "truth": int(answers.truth[row]),
                "said": int(answers.predicted[row]),
                "truthShare": _rounded(answers.probabilities[row, answers.truth[row]]),
                "saidShare": _rounded(answers.confidences[row]),
                "loss": _rounded(answers.losses[row]),
                "picture": _small(judgement, row) if place < PICTURED else None,
                "raised": raised and _raised(raised),
                "case": case and _case(case),
            }
            for place, (row, raised, case) in enumerate(
                zip_longest(evaluation.errors.tolist(), judgement.raised, judgement.cases)
            )
        ],
    }


def _small(judgement: Judgement, row: int) -> str | None:
    try:
        return small_uri(thumbnail(judgement.reading.items[row].photo(), _SIDE))
    except ImageError:  # it was there when it was evaluated
        return None


def _raised(raised: ErrorUnits) -> Mapping[str, Any]:
    return {
        "units": [
            [
                one.unit,
                *map(_rounded, (one.value, one.weight, one.contribution)),
                one.said_without,
            ]
            for one in raised.units
        ],
        "others": raised.others,
        "rest": _rounded(raised.rest),
        "bias": _rounded(raised.bias),
        "total": _rounded(raised.total),
        "difference": _rounded(raised.difference),
        "enough": raised.enough,
    }


def _case(case: ExplainedError) -> Mapping[str, Any]:
    made = case.attribution
    return {
        "view": None if made.view is None else small_uri(Image.fromarray(made.view)),
        "map": small_uri(made.overlay()),
        "method": made.method,
        "near": [_near(one) for one in case.neighbours],
        "byUnits": [_near(one) for one in case.by_units],
    }


def _near(neighbour: Neighbour) -> Mapping[str, Any]:
    return {
        "photo": neighbour.name,
        "label": neighbour.label,
        "nearness": _rounded(neighbour.nearness),
        "picture": small_uri(neighbour.picture),
    }


def _rounded(value: float) -> float:
    """To six digits, which a person never sees all of."""
    return float(f"{value:.6g}")
