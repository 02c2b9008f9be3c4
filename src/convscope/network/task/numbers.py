"""Tasks whose outputs are plain numbers: regression, and features that are no answer yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from torch import Tensor

from convscope.errors import NetworkError
from convscope.network.task.prediction import Prediction
from convscope.network.task.task import Figure, Question, Scorer, Task


@dataclass(frozen=True)
class Numbers(Task):
    """Numbers, as a regression gives them."""

    name: ClassVar[str] = "numbers"
    summary: ClassVar[str] = "numbers (regression)"
    heading: ClassVar[str] = "Its numbers"
    figures: ClassVar[tuple[Figure, ...]] = (Figure("loss", "lower"),)

    def predictions(self, scores: Tensor, *, top: int = 5) -> list[list[Prediction]]:
        """The numbers in their order."""
        rows = scores.reshape(len(scores), -1).tolist()
        return [
            [Prediction(i, self.labels.names[i], None, None, value) for i, value in enumerate(row[:top])]
            for row in rows
        ]

    def questions(self, scores: Tensor) -> list[Question]:  # noqa: ARG002
        """What made the first number."""
        return [Question("output:0", "output:0")]

    def loss(self, scores: Tensor, truth: Tensor) -> Tensor:
        """Mean squared error to the true numbers (N, numbers)."""
        flat = scores.reshape(len(scores), -1)
        return (flat - truth.reshape(flat.shape)).square().mean(1)

    def class_score(self, index: int) -> Scorer:
        """A number by its name."""
        return lambda scores: scores.reshape(len(scores), -1)[:, index]

    def column(self, index: int) -> tuple[int, float]:
        """See `Task.column`."""
        return index, 1.0


@dataclass(frozen=True)
class Features(Task):
    """Feature maps or vectors that nobody has given a meaning, such as those of a network without its head."""

    name: ClassVar[str] = "features"
    summary: ClassVar[str] = "features without a meaning of their own"
    heading: ClassVar[str] = "Its features"
    figures: ClassVar[tuple[Figure, ...]] = ()

    def predictions(self, scores: Tensor, *, top: int = 5) -> list[list[Prediction]]:  # noqa: ARG002
        """Nothing can be predicted.

        Raises:
            NetworkError: always.
        """
        raise NetworkError(
            f"The network is no classifier: its output is of shape {tuple(scores.shape[1:])}.",
            'Say what it means with task="segmentation", "picture" or "numbers", or see what it computes with '
            "activations().",
        )

    def questions(self, scores: Tensor) -> list[Question]:  # noqa: ARG002
        """There is nothing that anybody would ask first.

        Raises:
            NetworkError: always.
        """
        raise NetworkError(
            "The network is no classifier, so there is no class to explain.",
            "Name a target: a layer such as output, a channel such as output:0, or say what the outputs mean (task).",
        )

    def loss(self, scores: Tensor, truth: Tensor) -> Tensor:  # noqa: ARG002
        """There is none.

        Raises:
            NetworkError: always.
        """
        raise NetworkError("Features have no training loss.", "Say what the outputs mean with task=.")
