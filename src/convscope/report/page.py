"""The HTML of a report and of the index: results laid out by templates, complete in one file."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.explanation.judged import Explanation, JudgedMap
from convscope.images import printable
from convscope.objectives.detections import DetectionPart
from convscope.render import sequential, signed
from convscope.render.boxes import DrawnBox, draw_boxes
from convscope.render.class_colours import class_colour
from convscope.render.class_map import class_overlay
from convscope.render.embed import indexed_uri, photo_uri, png_uri
from convscope.render.map_drawing import MapDrawing
from convscope.report.checkerboard import Checkerboard
from convscope.report.photo import Look
from convscope.report.provenance import attribution_code, stage_code
from convscope.report.spoken import templates
from convscope.report.stage import LEVELS, Stage
from convscope.report.written import Failure, Written
from convscope.trust.known import warning_about

THUMBNAIL = 160


def look_page(look: Look) -> str:
    """The report of one photo, as one HTML document that loads nothing."""
    return (
        templates()
        .get_template("look.html")
        .render(
            look=look,
            name=printable(look.photo),
            photo=photo_uri(Image.fromarray(look.view)),
            found=_found(look),
            colours=[class_colour(one.index) for one in look.predictions],
            nearest=[{"neighbour": one, "picture": photo_uri(one.picture)} for one in look.nearest],
            explanations=[_explanation(look, explanation) for explanation in look.explanations],
            stages=[_stage(look, place, stage) for place, stage in enumerate(look.stages)],
            checkerboards=[_checkerboard(one) for one in look.checkerboards],
            legend=_legend(),
        )
    )


def index_page(written: Sequence[Written], failures: Sequence[Failure]) -> str:
    """The index of several reports, with what could not be reported."""
    cards = [
        {
            "name": printable(entry.look.photo),
            "href": entry.report.name,
            "best": entry.look.predictions[0],
            "picture": photo_uri(Image.fromarray(entry.look.view).resize((THUMBNAIL, THUMBNAIL))),
        }
        for entry in written
    ]
    provenance = written[0].look.provenance if written else None
    return (
        templates().get_template("index.html").render(cards=cards, failures=failures, provenance=provenance)
    )


def _found(look: Look) -> str:
    """The photo with the boxes that are found, numbered, or in the colours of its classes; empty for other tasks."""
    view = Image.fromarray(look.view)
    boxes = [
        DrawnBox(one.box, one.index, str(number))
        for number, one in enumerate(look.predictions, 1)
        if one.box is not None
    ]
    if boxes:
        return photo_uri(draw_boxes(view, boxes[::-1]))
    masks = [(one.index, one.map) for one in look.predictions if one.map is not None and one.map.ndim == 2]
    if not masks:
        return ""
    names = look.task.labels.names
    classes = np.full(masks[0][1].shape, len(names))
    for index, mask in masks:
        classes[mask.astype(bool)] = index
    whole = Image.fromarray(classes.astype(np.int32)).resize(view.size, Image.Resampling.NEAREST)
    return photo_uri(class_overlay(look.view, np.asarray(whole), names))


def _explanation(look: Look, explanation: Explanation) -> Mapping[str, Any]:
    objective = explanation.question.objective
    detection = objective.number if isinstance(objective, DetectionPart) and look.target is None else None
    return {
        "target": str(objective),
        "contrasts": objective.contrasts,
        "detection": detection,
        "label": None if detection is None else look.predictions[detection - 1].label,
        "judge": str(explanation.question.judge),
        "range": _range(explanation),
        "maps": [_map(judged) for judged in explanation.maps],
    }


def _range(explanation: Explanation) -> tuple[float, float]:
    """What the judge can be: a probability, a difference of two, or what it was for the maps that are shown."""
    judge = str(explanation.question.judge)
    if judge.startswith("prob:") or (judge.startswith("detection:") and judge.endswith(".prob")):
        return (-1.0 if explanation.question.judge.contrasts else 0.0), 1.0
    curves = [judged.faithfulness.inserted + judged.faithfulness.deleted for judged in explanation.maps]
    values = [value for curve in curves for value in curve]
    low, high = min(values), max(values)
    return low, high if high > low else low + 1


def _map(judged: JudgedMap) -> Mapping[str, Any]:
    return {
        "attribution": judged.attribution,
        "method": judged.method,
        "faithfulness": judged.faithfulness,
        "scores": judged.scores,
        "picture": photo_uri(judged.attribution.overlay()),
        "palette": _palette(judged.attribution.drawing),
        "code": attribution_code(judged.attribution),
        "warning": warning_about(judged.attribution.method),
    }


def _stage(look: Look, place: int, stage: Stage) -> Mapping[str, Any]:
    colours = _colours(stage)
    rows, columns = look.view.shape[:2]
    return {
        "stage": stage,
        "place": place,
        "maps": [
            {"address": map_.address, "picture": indexed_uri(map_.levels, colours)} for map_ in stage.maps
        ],
        "palette": _gradient(colours[:: LEVELS // 15]),
        "code": stage_code(look.photo, stage.address, look.provenance.opening),
        # What the page's script reads: levels as bytes, and the numbers that give them their meaning.
        "data": {
            "rows": stage.shape[1],
            "columns": stage.shape[2],
            "low": stage.low,
            "step": stage.step,
            "fields": [
                {"size": float(f.size), "stride": float(f.stride), "start": float(f.start), "extent": extent}
                for f, extent in zip(stage.fields, (rows, columns), strict=True)
            ],
            "levels": [base64.b64encode(map_.levels.tobytes()).decode() for map_ in stage.maps],
        },
    }


def _checkerboard(found: Checkerboard) -> Mapping[str, Any]:
    rows, columns = found.levels.shape
    turns = tuple(-(-size // turn) for size, turn in zip((rows, columns), found.products.shape, strict=True))
    counts = np.tile(found.products, turns)[:rows, :columns] * LEVELS // found.products.max()
    return {
        "found": found,
        "products": [" ".join(map(str, row)) for row in found.products.tolist()],
        "counts": png_uri(Image.fromarray(counts.astype(np.uint8))),
        "map": png_uri(Image.fromarray(found.levels)),
    }


def _colours(stage: Stage) -> NDArray[np.uint8]:
    """A colour for each level (256, 3): white for zero where there are negative values, else black."""
    values = (stage.low + stage.step * np.arange(LEVELS + 1))[None]
    coloured = signed(values) if stage.low < 0 else sequential(values, 0, stage.high or 1)
    return coloured.reshape(-1, 3)


def _palette(drawing: MapDrawing) -> str:
    """The colours of a map that is not drawn in those of the page's legend; empty for the others."""
    return _gradient(drawing.bar((1, 17))[0]) if drawing.hides_photo else ""


def _legend() -> str:
    return _gradient(signed(np.linspace(-1, 1, 17)[None])[0])


def _gradient(colours: NDArray[np.uint8]) -> str:
    """Colours as a gradient of CSS."""
    stops = ", ".join(f"#{bytes(colour).hex()}" for colour in colours)
    return f"linear-gradient(to right, {stops})"
