"""A task: what a network's outputs mean.

Nothing but a task assumes that a network is a classifier of logits: predictions, class objectives, training,
evaluation, export and reports ask it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal, NoReturn

from torch import Tensor

from convscope.errors import ObjectiveError
from convscope.graph import Graph, Node
from convscope.network.labels import Labels
from convscope.network.task.ending import Link, ending
from convscope.network.task.prediction import Prediction

# From the network's scores (N, ...) to one number (N,) for each example.
Scorer = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class Figure:
    """A figure that says how well a task is done.

    Attributes:
        name: as the field calls it.
        better: which value is better.
        unit: ``%`` of a share, whose value lies between 0 and 1; else what stands behind the number.
    """

    name: str
    better: Literal["higher", "lower"]
    unit: str = ""

    def told(self, value: float) -> str:
        """A value for people to read."""
        if self.unit == "%":
            return f"{value:.2%}"
        return f"{value:.4f} {self.unit}".rstrip()

    def improves(self, value: float, best: float | None) -> bool:
        """Whether a value is better than the best so far."""
        if best is None:
            return True
        return value > best if self.better == "higher" else value < best


@dataclass(frozen=True)
class Question:
    """What to ask about an example where the user asks nothing; both are texts of objectives.

    Attributes:
        target: what to explain.
        judge: the number by which the faithfulness of an explanation is measured.
    """

    target: str
    judge: str


@dataclass(frozen=True)
class Task(ABC):
    """What a network's outputs mean.

    Attributes:
        labels: names of what the outputs stand for, in the order of the task's indices.
        link: how scores become probabilities; None where they do not.

    Each kind of task has a ``name``, a ``summary``, a ``heading`` of its predictions in a report, and ``figures``
    that say how well it is done, the one first by which the best epoch of a training is chosen; it is exclusive
    where one of its labels, and no more, is true of an example, and its questions are local where each asks about one
    of several things in a photo.
    """

    labels: Labels
    link: Link | None = None

    name: ClassVar[str]
    summary: ClassVar[str]
    heading: ClassVar[str]
    figures: ClassVar[tuple[Figure, ...]]
    is_exclusive: ClassVar[bool] = False
    asks_locally: ClassVar[bool] = False

    def scores(self, graph: Graph) -> Node:
        """The values that are explained: what the network gives, before a last softmax or sigmoid."""
        return ending(graph).scores

    @abstractmethod
    def predictions(self, scores: Tensor, *, top: int = 5) -> list[list[Prediction]]:
        """What the network says of each example, the most important first, from its scores (N, ...)."""

    @abstractmethod
    def questions(self, scores: Tensor) -> list[Question]:
        """What to ask about one example with scores (1, ...), the main question first."""

    @abstractmethod
    def loss(self, scores: Tensor, truth: Tensor) -> Tensor:
        """The training loss (N,) of scores (N, ...) where ``truth`` is right."""

    def class_score(self, index: int) -> Scorer:  # noqa: ARG002  # tasks with classes take it
        """How the score (N,) of a class follows from the network's scores (N, ...).

        Raises:
            ObjectiveError: the task has no classes.
        """
        self._no_classes()

    def class_probability(self, index: int) -> Scorer:  # noqa: ARG002  # tasks with classes take it
        """How the probability (N,) of a class follows from the network's scores (N, ...).

        Raises:
            ObjectiveError: the task has no probabilities.
        """
        self._no_classes()

    def mask_score(self, index: int, where: Tensor | None = None) -> Scorer:  # noqa: ARG002
        """How the sum (N,) of a class's scores over places follows from the network's scores.

        Args:
            index: of the class.
            where: (rows, columns) bool, the places; by default those where the class wins in each example.

        Raises:
            ObjectiveError: the task has no classes of places.
        """
        self._no_places()

    def places_won(self, index: int, scores: Tensor) -> Tensor:  # noqa: ARG002  # tasks with places take it
        """Where a class wins: (N, rows, columns) bool, from scores (N, ...).

        Raises:
            ObjectiveError: the task has no classes of places.
        """
        self._no_places()

    def class_logits(self, scores: Tensor) -> Tensor:  # noqa: ARG002  # exclusive tasks take it
        """Numbers (N, classes) whose softmax gives the classes' probabilities, from scores (N, ...).

        Raises:
            ObjectiveError: the task is not exclusive.
        """
        self._no_classes()

    @property
    def meaning(self) -> str:
        """What the network's outputs are, for whoever uses an exported file."""
        return self.summary

    def column(self, index: int) -> tuple[int, float]:  # noqa: ARG002  # tasks with classes take it
        """Of a class: which output it is, and the sign with which that counts.

        Raises:
            ObjectiveError: the task has no classes.
        """
        self._no_classes()

    def _no_classes(self) -> NoReturn:
        raise ObjectiveError(
            f"The network is no classifier: its task is {self.name}.",
            "Ask for a value instead, as in output:0, for a layer, or for a channel.",
        )

    def _no_places(self) -> NoReturn:
        raise ObjectiveError(
            "Only a network that gives a class for each place has @mask.",
            "Leave @mask out, as in class:tabby.",
        )
