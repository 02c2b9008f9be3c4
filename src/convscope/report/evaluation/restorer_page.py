"""The HTML of a restorer's report, complete in one file, and its table of photos."""

from __future__ import annotations

from typing import Any

from convscope.evaluation.restorer_evaluation import RestorerEvaluation
from convscope.render.embed import photo_uri
from convscope.report.provenance import provenance
from convscope.report.spoken import templates


def restorer_page(evaluation: RestorerEvaluation) -> str:
    """The report as one HTML document that loads nothing."""
    judged = {photo.photo: photo for photo in evaluation.photos}
    return (
        templates()
        .get_template("restorer.html")
        .render(
            evaluation=evaluation,
            estimates=evaluation.estimates,
            how=provenance(evaluation.network, {}, evaluation.seconds),
            facts={
                "data": f"{evaluation.data}, split {evaluation.split}",
                "degradation": evaluation.degradation,
            },
            photos=[
                {
                    "judged": judged[one.photo],
                    "size": one.truth.size,
                    "before": photo_uri(one.before),
                    "after": photo_uri(one.after),
                    "truth": photo_uri(one.truth),
                }
                for one in evaluation.shown
            ],
        )
    )


def restored_columns(evaluation: RestorerEvaluation) -> dict[str, list[Any]]:
    """A row for each photo: its figures, before and after."""
    photos = evaluation.photos
    return {
        "photo": [photo.photo for photo in photos],
        "psnr": [photo.after.psnr for photo in photos],
        "ssim": [photo.after.ssim for photo in photos],
        "psnr_before": [photo.before.psnr for photo in photos],
        "ssim_before": [photo.before.ssim for photo in photos],
    }
