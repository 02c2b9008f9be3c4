"""What is said of a network beside its graph."""

from __future__ import annotations

from dataclasses import dataclass

from convscope.network.input import Input
from convscope.network.labels import Labels
from convscope.network.opening import Opening


@dataclass(frozen=True)
class Description:
    """What is said of a network beside its graph.

    Attributes:
        name: how it was named when it was opened.
        weights: where its weights come from, for people to read; "random" if nobody trained them.
        inputs: what it takes, in its order.
        opening: how it was opened.
        labels: names of its outputs; None where nobody gave any.
        task: what its outputs mean, a name of `convscope.network.task.TASKS`; None to read it off the graph.
        overlap: of a detector, the IoU at which it wants its boxes suppressed; None where it says none.
    """

    name: str
    weights: str
    inputs: tuple[Input, ...]
    opening: Opening
    labels: Labels | None = None
    task: str | None = None
    overlap: float | None = None
