"""The HTML of a class's concepts, complete in one file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from PIL import Image

from convscope.examine.concepts.found import FoundConcept
from convscope.render.embed import photo_uri
from convscope.render.overlay import draw_overlay
from convscope.report.concepts.study import ConceptStudy
from convscope.report.spoken import templates

_SIDE, _PATCHES, _MAPS = 224, 8, 4


def concepts_page(study: ConceptStudy) -> str:
    """The page as one HTML document that loads nothing."""
    return (
        templates()
        .get_template("concepts.html")
        .render(
            study=study, label=study.label.split(",")[0], found=[_section(study, one) for one in study.found]
        )
    )


def _section(study: ConceptStudy, concept: FoundConcept) -> Mapping[str, Any]:
    names = [item.name for item in study.photos.items]
    limit = max(float(concept.maps.max()), 0.0) or 1.0
    strongest = np.argsort(-concept.maps.max((1, 2)), kind="stable")[:_MAPS].tolist()
    return {
        "concept": concept,
        "patches": [
            {
                "picture": photo_uri(study.patch(patch)),
                "photo": names[patch.photo],
                "strength": patch.strength,
            }
            for patch in concept.patches[:_PATCHES]
        ],
        "maps": [
            {"picture": photo_uri(_overlay(study.photos.views[n], concept.maps[n], limit)), "photo": names[n]}
            for n in strongest
        ],
    }


def _overlay(view: Image.Image, values: np.ndarray[Any, np.dtype[np.float32]], limit: float) -> Image.Image:
    small = view.copy()
    small.thumbnail((_SIDE, _SIDE))
    return Image.fromarray(draw_overlay(values, "positive", limit, np.asarray(small)))
