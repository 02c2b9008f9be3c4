"""The HTML of a unit's page, complete in one file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from PIL import Image

from convscope.examine.units.patches import Patch
from convscope.render.embed import photo_uri
from convscope.render.overlay import display_limit, draw_overlay
from convscope.report.page import templates
from convscope.report.unit.plots import histogram, tuning_curve
from convscope.report.unit.studying import OnPhoto, UnitStudy

_SIDE = 160
# Classes that a table shows; the JSON has all.
_CLASSES = 12


def unit_page(study: UnitStudy) -> str:
    """The page as one HTML document that loads nothing."""
    marks = [patch.exemplar.value for patch in study.exemplars]
    return (
        templates()
        .get_template("unit.html")
        .render(
            study=study,
            unit=study.unit,
            how=study.provenance,
            sections=[
                ("strongest", "Strongest photos", [_card(patch) for patch in study.exemplars]),
                ("weakest", "Weakest photos", [_card(patch) for patch in study.weakest]),
            ],
            histogram=histogram(study.sampled, marks),
            tuning=tuning_curve(study.sampled, marks),
            classes=study.unit.classes[:_CLASSES],
            left_out=len(study.unit.classes[_CLASSES:]),
            on_photo=None if study.on_photo is None else _on_photo(study.on_photo),
        )
    )


def _card(patch: Patch) -> Mapping[str, Any]:
    top, left, bottom, right = patch.window
    columns, rows = patch.view.size
    return {
        "patch": patch,
        "field": photo_uri(_enlarged(patch.picture)),
        "view": photo_uri(patch.view),
        "guided": photo_uri(_enlarged(Image.fromarray(patch.guided))),
        "deconvnet": photo_uri(_enlarged(Image.fromarray(patch.deconvnet))),
        # The frame of the field over the whole photo, in hundredths of it.
        "frame": {
            "left": 100 * left / columns,
            "top": 100 * top / rows,
            "width": 100 * (right - left) / columns,
            "height": 100 * (bottom - top) / rows,
        },
    }


def _enlarged(picture: Image.Image) -> Image.Image:
    factor = _SIDE / max(picture.size)
    size = [max(1, round(side * factor)) for side in picture.size]
    return picture.resize((size[0], size[1]), Image.Resampling.BICUBIC)


def _on_photo(shown: OnPhoto) -> Mapping[str, Any]:
    overlay = None
    if shown.map.size > 1:
        limit = display_limit(shown.map, "signed")
        overlay = photo_uri(draw_overlay(shown.map, "signed", limit, np.asarray(shown.view)))
    return {
        "photo": shown.photo,
        "view": photo_uri(shown.view),
        "map": overlay,
        "value": float(shown.map.max()),
        "below": shown.below,
    }
