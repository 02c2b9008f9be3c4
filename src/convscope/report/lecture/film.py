"""The lecture's film: every step of the exercise, then of the backpropagation, each under its heading."""

from __future__ import annotations

from collections.abc import Iterator

from convscope.convolution.drawing import Scene, Walk, headed, pooling_scene, stage_scene, step_scene
from convscope.convolution.drawing.walk import places_of
from convscope.report.lecture.worked import Lecture


def film_scenes(lecture: Lecture) -> Iterator[Scene]:
    """The film's pictures, in their order."""
    exercise = lecture.exercise
    maps, rectified, pooled, flat = (stage.values for stage in exercise.stages)
    yield from _steps(Walk(exercise.layer, exercise.input), "Two filters slide over the picture")
    relu = stage_scene(maps, rectified, "ReLU", ("Map 0", "Map 1", "Map 0", "Map 1"))
    yield headed(relu, "ReLU keeps what is positive")
    assert exercise.pooling is not None
    for number, place in enumerate(places_of(pooled), start=1):
        pooling = pooling_scene(exercise.pooling, rectified, pooled, place, filled=number)
        yield headed(pooling, "Max pooling keeps the largest number of each window")
    row = stage_scene(pooled, flat, "flatten", ("Pooled 0", "Pooled 1", "Vector"))
    yield headed(row, "Flatten makes one vector of all maps")
    backpropagation = lecture.backpropagation
    forward = Walk(backpropagation.layer, backpropagation.input)
    yield from _steps(forward, "A small layer, forwards")
    yield from _steps(backpropagation.filter_walk, "Backwards: the gradient of the filter")
    yield from _steps(backpropagation.input_walk, "Backwards: the gradient of the input")


def _steps(walk: Walk, heading: str) -> Iterator[Scene]:
    for number, place in enumerate(walk.places, start=1):
        yield headed(step_scene(walk, place, filled=number), heading)
