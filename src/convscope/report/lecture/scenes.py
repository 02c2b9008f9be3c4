"""The lecture's pictures."""

from __future__ import annotations

from collections.abc import Mapping

from convscope.convolution.drawing import Scene, Walk, pooling_scene, stage_scene, step_scene
from convscope.report.lecture.worked import Lecture


def pictures(lecture: Lecture) -> Mapping[str, Scene]:
    """A picture of each part, by its name."""
    exercise = lecture.exercise
    maps, rectified, pooled, flat = (stage.values for stage in exercise.stages)
    one = Walk(type(exercise.layer)(exercise.layer.weight[:1]), exercise.input)
    both = Walk(exercise.layer, exercise.input)
    backpropagation = lecture.backpropagation
    assert exercise.pooling is not None
    return {
        "window": step_scene(one, (0, 0, 0), filled=1),
        "maps": step_scene(both, (1, 3, 3)),
        "stride": step_scene(Walk(lecture.strided.layer, exercise.input), (0, 0, 1), filled=2),
        "padding": step_scene(Walk(lecture.padded.layer, exercise.input), (0, 0, 0), filled=1),
        "relu": stage_scene(maps, rectified, "ReLU", ("Map 0", "Map 1", "Map 0", "Map 1")),
        "pooling": pooling_scene(exercise.pooling, rectified, pooled, (0, 0, 0), filled=pooled.size),
        "flatten": stage_scene(pooled, flat, "flatten", ("Pooled 0", "Pooled 1", "Vector")),
        "forward": step_scene(Walk(backpropagation.layer, backpropagation.input), (0, 0, 0)),
        "filter-gradient": step_scene(backpropagation.filter_walk, (0, 0, 0)),
        "input-gradient": step_scene(backpropagation.input_walk, (0, 1, 1)),
    }
