"""The HTML of a unit's page, complete in one file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.examine.units.own_kernel import OwnKernel
from convscope.examine.units.patches import Patch
from convscope.examine.units.projections import Projection
from convscope.examine.weights.sheet import kernel_tile
from convscope.render.colour import signed_limit
from convscope.render.embed import photo_uri, png_uri
from convscope.render.overlay import display_limit, draw_overlay
from convscope.report.spoken import templates
from convscope.report.unit.plots import histogram, tuning_curve
from convscope.report.unit.study import OnPhoto, UnitStudy

_SIDE = 160
# Classes that a table shows; the JSON has all.
_CLASSES = 12


def unit_page(study: UnitStudy, *, index: str | None = None) -> str:
    """The page as one HTML document that loads nothing.

    Args:
        study: the unit.
        index: the page of all units that it leads back to, if it is one of an atlas.
    """
    marks = [patch.exemplar.value for patch in study.exemplars]
    return (
        templates()
        .get_template("unit.html")
        .render(
            study=study,
            unit=study.unit,
            how=study.provenance,
            index=index,
            visualized=[(one, photo_uri(one.picture)) for one in study.visualized],
            strongest=[
                {**_card(patch), **_plates(projection)}
                for patch, projection in zip(study.exemplars, study.projections, strict=True)
            ],
            weakest=[_card(patch) for patch in study.weakest],
            histogram=histogram(study.sampled, marks),
            tuning=tuning_curve(study.sampled, marks),
            classes=study.unit.classes[:_CLASSES],
            left_out=len(study.unit.classes[_CLASSES:]),
            kernel=None if study.kernel is None else _kernel(study.kernel),
            on_photo=None if study.on_photo is None else _on_photo(study.on_photo),
        )
    )


def _card(patch: Patch) -> dict[str, Any]:
    top, left, bottom, right = patch.window
    columns, rows = patch.view.size
    return {
        "patch": patch,
        "field": photo_uri(_enlarged(patch.picture)),
        # Where a rectifier has cut the unit off at 0, its place says nothing.
        "spot": patch.spot if patch.is_large and patch.exemplar.value else None,
        "view": photo_uri(patch.view),
        # The frame of the field over the whole photo, in hundredths of it.
        "frame": {
            "left": 100 * left / columns,
            "top": 100 * top / rows,
            "width": 100 * (right - left) / columns,
            "height": 100 * (bottom - top) / rows,
        },
    }


def _plates(projection: Projection) -> dict[str, Any]:
    return {
        "guided": photo_uri(_enlarged(Image.fromarray(projection.guided))),
        "deconvnet": photo_uri(_enlarged(Image.fromarray(projection.deconvnet))),
    }


def _kernel(kernel: OwnKernel) -> Mapping[str, Any]:
    of_unit, shown, expanded = kernel.kernel, kernel.shown, kernel.expanded
    return {
        "found": kernel,
        "figures": of_unit,
        "inputs": [(unit, norm, kernel.sum_of(unit)) for unit, norm in of_unit.inputs],
        "picture": None if shown is None else _tile(shown),
        "expanded": None if expanded is None else _tile(expanded),
    }


def _tile(weights: NDArray[np.float64]) -> str:
    return png_uri(kernel_tile(weights, signed_limit(weights)))


def _enlarged(picture: Image.Image) -> Image.Image:
    factor = _SIDE / max(picture.size)
    size = [max(1, round(side * factor)) for side in picture.size]
    return picture.resize((size[0], size[1]), Image.Resampling.BICUBIC)


def _on_photo(shown: OnPhoto) -> Mapping[str, Any]:
    overlay = None
    if shown.map.size > 1:
        limit = display_limit(shown.map, "signed")
        overlay = photo_uri(Image.fromarray(draw_overlay(shown.map, "signed", limit, np.asarray(shown.view))))
    return {
        "photo": shown.photo,
        "view": photo_uri(shown.view),
        "map": overlay,
        "value": float(shown.map.max()),
        "below": shown.below,
    }
