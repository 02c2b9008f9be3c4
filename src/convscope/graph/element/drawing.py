"""The picture of a number that was worked out."""

from __future__ import annotations

from collections.abc import Sequence

from convscope.convolution.drawing import Scene, channels_scene
from convscope.errors import PictureError
from convscope.graph.element.step import WorkedStep


def steps_scene(steps: Sequence[WorkedStep], unit: str) -> Scene:
    """Draw the first convolution among the steps and write what follows it below.

    Args:
        steps: of `work_out`.
        unit: how the number is called.

    Raises:
        PictureError: there is no convolution in two dimensions.
    """
    number = next((n for n, step in enumerate(steps) if step.worked and step.worked.element), None)
    if number is None:
        operations = ", ".join(step.node.operation for step in steps)
        raise PictureError(
            f"The picture shows a convolution in two dimensions, but {unit} is worked out by {operations}.",
            "Name a unit of a convolution or of what follows one.",
        )
    worked = steps[number].worked
    assert worked is not None
    assert worked.element is not None
    _, rows, columns = worked.numbers["input_shape"]
    after = tuple(
        f"{step.node.address} ({step.node.operation}): {step.worked.formula[-1]}"
        for step in steps[number + 1 :]
        if step.worked
    )
    return channels_scene(worked.element, (rows, columns), f"{unit}: {steps[number].node.address}", after)
