"""The HTML of a generator's report, complete in one file, and its table of pictures."""

from __future__ import annotations

from typing import Any

from PIL import Image

from convscope.evaluation.generator import FRECHET, FRECHET_OF_REAL
from convscope.evaluation.generator_evaluation import RECOGNISED, GeneratorEvaluation
from convscope.evaluation.near_training import NEARNESS
from convscope.render.embed import photo_uri
from convscope.report.provenance import provenance
from convscope.report.spoken import templates

# Pictures of 28 x 28 are shown larger, in whole pixels.
_SIDE = 84


def generator_page(evaluation: GeneratorEvaluation) -> str:
    """The report as one HTML document that loads nothing."""
    figures, settings = evaluation.figures, evaluation.made.settings
    return (
        templates()
        .get_template("generator.html")
        .render(
            evaluation=evaluation,
            figures=figures,
            estimates=evaluation.estimates,
            recognised=evaluation.estimates.get(RECOGNISED),
            frechet=(figures[FRECHET], figures.get(FRECHET_OF_REAL)),
            nearness=figures.get(NEARNESS),
            how=provenance(evaluation.network, {}, evaluation.seconds),
            facts={
                "data": f"{evaluation.data}, split {evaluation.split}",
                "settings": ", ".join(f"{name} {value:g}" for name, value in settings.items()),
            },
            sheet=photo_uri(evaluation.made.sheet()),
            progress=None if evaluation.progress is None else photo_uri(evaluation.progress),
            near=[
                {"pair": one, "made": _uri(one.made), "training": _uri(one.training)}
                for one in evaluation.near
            ],
        )
    )


def made_columns(evaluation: GeneratorEvaluation) -> dict[str, list[Any]]:
    """A row for each class: how many pictures, how many recognised, how various."""
    classes = evaluation.classes
    return {
        "class": [one.name for one in classes],
        "made": [one.count for one in classes],
        "recognised": [one.recognised for one in classes],
        "recognised_real": [one.recognised_real for one in classes],
        "taken_for": [one.taken_for for one in classes],
        "variety": [one.variety for one in classes],
    }


def _uri(picture: Image.Image) -> str:
    factor = max(1, _SIDE // max(picture.size))
    size = picture.width * factor, picture.height * factor
    return photo_uri(picture.convert("RGB").resize(size, Image.Resampling.NEAREST))
