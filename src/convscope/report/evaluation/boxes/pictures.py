"""Photos of a detector's report with their boxes, and what the errors of each kind look like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image

from convscope.detection.box_texts import Box
from convscope.detection.error_kinds import KINDS, DetectionError, Kind, box_of
from convscope.detection.verdicts import verdicts
from convscope.evaluation.boxed_photos import decoded
from convscope.evaluation.detector_evaluation import DetectorEvaluation
from convscope.render.boxes import DrawnBox, draw_boxes
from convscope.render.embed import small_uri

# Photos that a report shows, those with the most errors; and examples of each kind of error.
PICTURED = 60
EXAMPLES = 8
_SIDE = 640
_CROP = 128
# An example shows so many times its box, but never less than some pixels around it.
_AROUND = 1.6
_LEAST = 48


@dataclass(frozen=True)
class ShownBox:
    """A box over a photo.

    Attributes:
        verdict: ``right``, ``crowd``, a kind of error, or ``truth`` of a thing that is there.
        label: its class.
        score: of a detection.
        box: in pixels of the photo.
    """

    verdict: str
    label: str
    score: float | None
    box: Box


@dataclass(frozen=True)
class ShownPhoto:
    """A photo of the report.

    Attributes:
        name: of the photo.
        size: (rows, columns).
        picture: as a data URI.
        boxes: over it.
        errors: how many.
    """

    name: str
    size: tuple[int, int]
    picture: str
    boxes: tuple[ShownBox, ...]
    errors: int


def shown_photos(evaluation: DetectorEvaluation) -> list[ShownPhoto]:
    """The photos with the most errors, with all boxes that are shown and all that are there."""
    errors = _by_photo(evaluation.errors)
    ranked = sorted(
        zip(evaluation.photos, evaluation.sources, strict=True),
        key=lambda pair: -len(errors.get(pair[0].name, ())),
    )
    shown = []
    for photo, source in ranked[:PICTURED]:
        pixels = decoded(source)
        picture = pixels.to_pil()
        picture.thumbnail((_SIDE, _SIDE))
        mine = errors.get(photo.name, [])
        labels, truth = evaluation.labels, photo.truth
        things = zip(truth.labels.tolist(), truth.boxes, strict=True)
        boxes = [ShownBox("truth", labels[label], None, box_of(box)) for label, box in things]
        for one in verdicts(photo):
            score = float(photo.found.scores[one.detection])
            if score >= evaluation.score:
                label = labels[photo.found.labels[one.detection]]
                boxes.append(ShownBox(one.value, label, score, box_of(photo.found.boxes[one.detection])))
        boxes += [ShownBox("missed", labels[e.label], None, e.box) for e in mine if e.kind == "missed"]
        shown.append(
            ShownPhoto(photo.name, (pixels.rows, pixels.columns), small_uri(picture), tuple(boxes), len(mine))
        )
    return shown


def examples(evaluation: DetectorEvaluation) -> Mapping[Kind, Sequence[Mapping[str, Any]]]:
    """Of each kind of error the surest, cut out, the box of the error drawn, of every photo one at a time."""
    sources = {source.name: source for source in evaluation.sources}
    found: dict[Kind, list[Mapping[str, Any]]] = {}
    for kind in KINDS:
        mine = sorted(
            (error for error in evaluation.errors if error.kind == kind),
            key=lambda error: -(error.score or 0),
        )
        found[kind] = [
            {
                "picture": small_uri(_cut_out(decoded(sources[error.photo]).to_pil(), error)),
                "photo": error.photo,
                "label": evaluation.labels[error.label],
                "truth": None if error.truth is None else evaluation.labels[error.truth],
                "score": error.score,
            }
            for error in _in_turn(mine)
        ]
    return found


def _in_turn(errors: Sequence[DetectionError]) -> Iterator[DetectionError]:
    """So many examples, no photo a second time before each has come once."""
    rounds: dict[str, int] = {}
    order = []
    for error in errors:
        rounds[error.photo] = rounds.get(error.photo, 0) + 1
        order.append((rounds[error.photo], error))
    yield from [error for _, error in sorted(order, key=lambda pair: pair[0])[:EXAMPLES]]


def _cut_out(photo: Image.Image, error: DetectionError) -> Image.Image:
    left, top, right, bottom = error.box
    side = max(_AROUND * (right - left), _AROUND * (bottom - top), _LEAST)
    x, y = (left + right - side) / 2, (top + bottom - side) / 2
    factor = _CROP / side
    cut = photo.transform(
        (_CROP, _CROP), Image.Transform.EXTENT, (x, y, x + side, y + side), Image.Resampling.BILINEAR
    )
    box = (left - x) * factor, (top - y) * factor, (right - x) * factor, (bottom - y) * factor
    return draw_boxes(cut, [DrawnBox(box, error.label)])


def _by_photo(errors: Sequence[DetectionError]) -> dict[str, list[DetectionError]]:
    found: dict[str, list[DetectionError]] = {}
    for error in errors:
        found.setdefault(error.photo, []).append(error)
    return found
