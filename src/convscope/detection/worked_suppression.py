"""Non-maximum suppression step by step: what each kept box did to the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import exp

from convscope.detection.box_texts import ScoredBoxes
from convscope.detection.overlaps import overlap
from convscope.errors import BoxError, suggest
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import table

# By what a score is multiplied, from the IoU with a kept box, the threshold and sigma.
WAYS: Mapping[str, Callable[[float, float, float], float]] = {
    "hard": lambda iou, threshold, _: 0.0 if iou > threshold else 1.0,
    "linear": lambda iou, threshold, _: 1.0 - iou if iou > threshold else 1.0,
    "gaussian": lambda iou, _, sigma: exp(-iou * iou / sigma),
}


@dataclass(frozen=True)
class Meeting:
    """A kept box meets another of its class.

    Attributes:
        box: index of the other.
        iou: of the two.
        before: the other's score until now.
        after: its score from now on.
        is_gone: whether it is suppressed by that.
    """

    box: int
    iou: float
    before: float
    after: float
    is_gone: bool


@dataclass(frozen=True)
class Step:
    """The box with the highest score of those that are left is kept.

    Attributes:
        box: its index.
        score: the score that it has by now.
        meetings: with the boxes of its class that are left, in their order.
    """

    box: int
    score: float
    meetings: tuple[Meeting, ...]


@dataclass(frozen=True, repr=False)
class Suppression(Displayed):
    """All steps of a suppression.

    Attributes:
        detections: what there was.
        steps: one for each box that is kept, in their order.
    """

    detections: ScoredBoxes
    steps: tuple[Step, ...]

    @property
    def kept(self) -> tuple[int, ...]:
        """Indices of the boxes that are kept, as they were chosen."""
        return tuple(step.box for step in self.steps)

    @property
    def suppressor(self) -> Mapping[int, int]:
        """Of each box that is gone, the kept box that suppressed it."""
        return {met.box: step.box for step in self.steps for met in step.meetings if met.is_gone}

    def _line(self) -> str:
        return (
            f"{len(self.steps)} of {len(self.detections.boxes)} boxes kept: {', '.join(map(str, self.kept))}"
        )

    def _fragments(self) -> Sequence[str]:
        rows = [
            (number, step.box, met.box, met.iou, met.before, met.after)
            for number, step in enumerate(self.steps, start=1)
            for met in step.meetings
        ]
        return [table(("step", "kept", "meets", "IoU", "score before", "after"), rows)]


def suppression(
    detections: ScoredBoxes,
    *,
    threshold: float = 0.5,
    way: str = "hard",
    sigma: float = 0.5,
    least: float = 0.001,
) -> Suppression:
    """Suppress detections, and keep what happened.

    Of the boxes that are left the one with the highest score is kept, the earlier of equals.  Each other of its
    class has its score multiplied: ``hard`` by 0 where IoU > threshold; ``linear`` by 1 - IoU where IoU > threshold;
    ``gaussian`` by exp(-IoU^2 / sigma) (soft-NMS, Bodla et al. 2017).  A box whose score falls below ``least`` by
    that is gone.

    Args:
        detections: boxes with scores and classes.
        threshold: IoU above which a box suffers.
        way: one of `WAYS`.
        sigma: of ``gaussian``.
        least: score below which a box that suffered is gone.

    Raises:
        BoxError: there is no such way, or a number is out of its range.
    """
    if way not in WAYS:
        raise BoxError(
            f"There is no suppression {way!r}.", suggest(way, WAYS, f"There are {', '.join(WAYS)}.")
        )
    if not 0 <= threshold <= 1:
        raise BoxError(f"A threshold of IoU lies between 0 and 1, got {threshold:g}.")
    if not sigma > 0:
        raise BoxError(f"Sigma is above 0, got {sigma:g}.")
    scores = dict(enumerate(detections.scores))
    steps = []
    while scores:
        kept = max(scores, key=lambda index: (scores[index], -index))
        score, meetings = scores.pop(kept), []
        for index in [one for one in scores if detections.classes[one] == detections.classes[kept]]:
            iou = overlap(detections.boxes[kept], detections.boxes[index]).iou
            factor = WAYS[way](iou, threshold, sigma)
            before, after = scores[index], scores[index] * factor
            is_gone = factor == 0 or (factor < 1 and after < least)
            meetings.append(Meeting(index, iou, before, after, is_gone))
            if is_gone:
                del scores[index]
            else:
                scores[index] = after
        steps.append(Step(kept, score, tuple(meetings)))
    return Suppression(detections, tuple(steps))
