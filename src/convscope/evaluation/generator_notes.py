"""What is wrong with the pictures of a generator, in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from convscope.evaluation.generator_evaluation import MadeClass
from convscope.evaluation.near_training import NEARNESS

# Half of the pictures of a class taken for another, or less of the real ones covered than a few lucky hits.
_LEAST_RECOGNISED = 0.5
_LEAST_RECALL = 0.1
# Two pictures of a class that differ by less than half of what two real ones do look alike.
_LEAST_VARIETY = 0.5
# Half as far from a training picture as other real pictures are.
_LEAST_DISTANCE = 0.5


def notes_on(figures: Mapping[str, float], classes: Sequence[MadeClass]) -> tuple[str, ...]:
    """Signs of missing classes, of mode collapse and of copies.

    Args:
        figures: of the generator, by their names.
        classes: its classes.
    """
    notes = [
        f"Of the pictures of {one.name} only {one.recognised:.0%} are recognised."
        for one in classes
        if one.recognised is not None and one.recognised < _LEAST_RECOGNISED
    ]
    notes += [
        f"The pictures of {one.name} are much alike: two of them differ by {one.variety:.0%} of what two real ones "
        "do."
        for one in classes
        if one.variety < _LEAST_VARIETY
    ]
    if figures["recall"] < _LEAST_RECALL and _is_far(figures):
        notes.append(
            "Hardly any picture lies among the real ones, so that the recall does not tell whether kinds are missing."
        )
    elif figures["recall"] < _LEAST_RECALL:
        notes.append(
            f"The pictures cover only {figures['recall']:.0%} of the real ones: kinds of them are missing, which is "
            "called mode collapse."
        )
    if figures.get(NEARNESS, 1.0) < _LEAST_DISTANCE:
        notes.append(
            "The pictures lie nearer to training pictures than other real pictures do: they may be copies."
        )
    return tuple(notes)


def _is_far(figures: Mapping[str, float]) -> bool:
    """Whether pictures that vary lie apart from all real ones, as blurred ones do."""
    return figures["precision"] < _LEAST_RECALL and figures["variety"] >= _LEAST_VARIETY
