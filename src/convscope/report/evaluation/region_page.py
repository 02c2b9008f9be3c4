"""The HTML of the report of a captioner of regions, complete in one file, and its table of regions."""

from __future__ import annotations

from typing import Any

from convscope.evaluation.region_evaluation import RegionEvaluation
from convscope.report.provenance import provenance
from convscope.report.spoken import templates


def region_page(evaluation: RegionEvaluation) -> str:
    """The report as one HTML document that loads nothing."""
    return (
        templates()
        .get_template("regions.html")
        .render(
            evaluation=evaluation,
            how=provenance(evaluation.network, {}, evaluation.seconds),
            facts={"data": f"{evaluation.data}, split {evaluation.split}"},
        )
    )


def region_columns(evaluation: RegionEvaluation) -> dict[str, list[Any]]:
    """A row for each region that is told: its box, score and phrase, and what is true of the region that it finds.

    The overlap and the METEOR are those with that region, and empty where it finds none.
    """
    rows = [(photo, place) for photo in evaluation.photos for place in range(len(photo.phrases))]
    finds = [photo.finds[place] >= 0 for photo, place in rows]
    return {
        "photo": [photo.photo for photo, _ in rows],
        **{
            edge: [float(photo.boxes[place, number]) for photo, place in rows]
            for number, edge in enumerate(("left", "top", "right", "bottom"))
        },
        "score": [float(photo.scores[place]) for photo, place in rows],
        "caption": [photo.phrases[place] for photo, place in rows],
        "true": [
            "; ".join(photo.truth[photo.finds[place]].phrases) if found else None
            for (photo, place), found in zip(rows, finds, strict=True)
        ],
        "overlap": [
            float(photo.overlaps[place]) if found else None
            for (photo, place), found in zip(rows, finds, strict=True)
        ],
        "meteor": [
            float(photo.likenesses[place]) if found else None
            for (photo, place), found in zip(rows, finds, strict=True)
        ],
    }
