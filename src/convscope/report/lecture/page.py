"""The lecture as a page, complete in one file."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

from markupsafe import Markup

from convscope.convolution import matrix_text, number_text
from convscope.convolution.drawing import svg
from convscope.convolution.matrix import Array
from convscope.report.lecture.commands import COMMANDS
from convscope.report.lecture.scenes import pictures
from convscope.report.lecture.worked import Lecture
from convscope.report.spoken import templates

_KINDS = {".gif": "image/gif", ".webp": "image/webp"}


def lecture_page(lecture: Lecture, film: Path) -> str:
    """The page as one HTML document that loads nothing.

    Args:
        lecture: its numbers.
        film: the film's file; a GIF or WebP is shown in the page.
    """
    exercise, back = lecture.exercise, lecture.backpropagation
    maps, rectified, pooled, flat = (stage.values for stage in exercise.stages)
    return (
        templates()
        .get_template("lecture.html")
        .render(
            drawings={name: Markup(svg(scene)) for name, scene in pictures(lecture).items()},
            commands=COMMANDS,
            film=_embedded(film),
            film_name=film.name,
            picture=exercise.input,
            window=_sum(exercise.element(0, 0)),
            beside=_sum(exercise.element(0, 1)),
            maps=maps,
            sizes=lecture.sizes,
            strided=[matrix_text(one) for one in lecture.strided.output],
            rectified=int((maps < 0).sum()),
            left=int((rectified > 0).sum()),
            pooled=[matrix_text(one) for one in pooled],
            flat=" ".join(number_text(number) for number in flat),
            count=flat.size,
            small=lecture.small,
            large=lecture.large,
            examples=(lecture.maps, lecture.photo),
            back=_backpropagation(lecture),
            rate=number_text(back.document()["learning_rate"]),
            manifest=lecture.manifest(film=film.suffix),
        )
    )


def _sum(element: Any) -> dict[str, str]:
    written, _, value = element.arithmetic()[-1].rpartition(" = ")
    return {"written": written, "value": value}


def _backpropagation(lecture: Lecture) -> dict[str, Any]:
    back = lecture.backpropagation
    step = 1.0
    return {
        "input": _text(back.input),
        "filter": _text(back.layer.weight[0]),
        "output": _text(back.output),
        "outer": _text(back.outer),
        "of_filter": _text(back.gradients.weight[0]),
        "of_input": _text(back.gradients.input),
        "of_bias": number_text(float(back.gradients.bias[0])),
        "first": _sum(back.of_filter(0, 0)),
        "middle": _sum(back.of_input(1, 1)),
        "loss": number_text(back.loss_after(0)),
        "raised": number_text(back.loss_after(step)),
        "rise": number_text(back.loss_after(step) - back.loss_after(0)),
        "stepped": _text(back.stepped),
    }


def _text(values: Array) -> str:
    return matrix_text(values[0])


def _embedded(film: Path) -> str:
    """A moving picture as a data URI; nothing where no page shows it as a picture."""
    kind = _KINDS.get(film.suffix.lower())
    return f"data:{kind};base64,{base64.b64encode(film.read_bytes()).decode()}" if kind else ""
