"""Tasks of a classifier: one of several classes, one score, or labels side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor
from torch.nn import functional as F

from convscope.network.task.prediction import Prediction
from convscope.network.task.task import Figure, Question, Scorer, Task


@dataclass(frozen=True)
class Classes(Task):
    """One of several classes: a score each, of which the softmax gives probabilities."""

    name: ClassVar[str] = "classes"
    is_exclusive: ClassVar[bool] = True
    summary: ClassVar[str] = "one of several classes"
    heading: ClassVar[str] = "Its most probable classes"
    figures: ClassVar[tuple[Figure, ...]] = (Figure("accuracy", "higher", "%"), Figure("loss", "lower"))

    def probabilities(self, scores: Tensor) -> Tensor:
        """(N, classes) from scores (N, classes, ...)."""
        flat = scores.flatten(1).float() if scores.dtype.itemsize < 4 else scores.flatten(1)
        return flat.sigmoid() if self.link == "sigmoid" else flat.softmax(1)

    def predictions(self, scores: Tensor, *, top: int = 5) -> list[list[Prediction]]:
        """See `Task.predictions`."""
        return _ranked(self, scores.flatten(1), self.probabilities(scores), top)

    def questions(self, scores: Tensor) -> list[Question]:
        """Why the most probable class, and why rather than the second."""
        first, *second = (p.index for p in self.predictions(scores, top=2)[0])
        found = [_question(self, first)]
        if second:
            other = _question(self, second[0])
            found.append(Question(f"{found[0].target} - {other.target}", f"{found[0].judge} - {other.judge}"))
        return found

    def loss(self, scores: Tensor, truth: Tensor) -> Tensor:
        """Cross-entropy with class indices (N,), or with shares of the classes (N, classes)."""
        return F.cross_entropy(scores.flatten(1), truth, reduction="none")

    def class_logits(self, scores: Tensor) -> Tensor:
        """The scores themselves."""
        return scores.flatten(1)

    @property
    def meaning(self) -> str:
        """Probabilities after a last softmax, else scores."""
        if self.link is None:
            return "one score (logit) for each class; the softmax gives probabilities"
        return f"the {self.link} of one score for each class: its probability"

    def class_score(self, index: int) -> Scorer:
        """See `Task.class_score`."""
        return lambda scores: scores.flatten(1)[:, index]

    def class_probability(self, index: int) -> Scorer:
        """See `Task.class_probability`."""
        return lambda scores: self.probabilities(scores)[:, index]

    def column(self, index: int) -> tuple[int, float]:
        """See `Task.column`."""
        return index, 1.0


@dataclass(frozen=True)
class OneScore(Task):
    """One of two classes by one score, whose sigmoid is the probability of the second.

    The score of the second class is the network's, that of the first is minus it.
    """

    name: ClassVar[str] = "score"
    is_exclusive: ClassVar[bool] = True
    summary: ClassVar[str] = "one of two classes by one score, whose sigmoid is the second's probability"
    heading: ClassVar[str] = "Its two classes"
    figures: ClassVar[tuple[Figure, ...]] = (Figure("accuracy", "higher", "%"), Figure("loss", "lower"))

    def predictions(self, scores: Tensor, *, top: int = 5) -> list[list[Prediction]]:
        """See `Task.predictions`."""
        both = torch.stack([self.class_score(index)(scores) for index in (0, 1)], 1)
        return _ranked(self, both, both.float().sigmoid(), top)

    def questions(self, scores: Tensor) -> list[Question]:
        """Why the more probable of the two."""
        return [_question(self, int(self.class_score(1)(scores)[0] > 0))]

    def loss(self, scores: Tensor, truth: Tensor) -> Tensor:
        """Binary cross-entropy with class indices (N,), 0 or 1, or with shares of the two classes (N, 2)."""
        score = self.class_score(1)(scores)
        second = truth[:, 1] if truth.dim() > 1 else truth
        return F.binary_cross_entropy_with_logits(score, second.to(score), reduction="none")

    def class_logits(self, scores: Tensor) -> Tensor:
        """0 and the score: softmax([0, s]) = [1 - sigmoid(s), sigmoid(s)]."""
        score = self.class_score(1)(scores)
        return torch.stack([torch.zeros_like(score), score], 1)

    @property
    def meaning(self) -> str:
        """The probability after a last sigmoid, else the score."""
        second = self.labels.names[1]
        if self.link is None:
            return f"one score (logit); its sigmoid is the probability of {second}"
        return f"the probability of {second}"

    def class_score(self, index: int) -> Scorer:
        """See `Task.class_score`."""
        sign = 1 if index else -1
        return lambda scores: sign * scores.reshape(len(scores))

    def class_probability(self, index: int) -> Scorer:
        """See `Task.class_probability`."""
        score = self.class_score(index)
        return lambda scores: score(scores).sigmoid()

    def column(self, index: int) -> tuple[int, float]:
        """See `Task.column`."""
        return 0, 1.0 if index else -1.0


@dataclass(frozen=True)
class SideBySide(Task):
    """Labels of which any number may hold: a score each, whose sigmoid is its probability."""

    name: ClassVar[str] = "labels"
    summary: ClassVar[str] = "labels of which any number may hold"
    heading: ClassVar[str] = "Its most probable labels"
    figures: ClassVar[tuple[Figure, ...]] = (
        Figure("mean average precision", "higher", "%"),
        Figure("loss", "lower"),
    )

    def predictions(self, scores: Tensor, *, top: int = 5) -> list[list[Prediction]]:
        """See `Task.predictions`."""
        return _ranked(self, scores.flatten(1), scores.flatten(1).float().sigmoid(), top)

    def questions(self, scores: Tensor) -> list[Question]:
        """Why the most probable label."""
        return [_question(self, int(scores.flatten(1)[0].argmax()))]

    def loss(self, scores: Tensor, truth: Tensor) -> Tensor:
        """Binary cross-entropy, the mean over labels, with (N, labels) of 0 and 1."""
        flat = scores.flatten(1)
        return F.binary_cross_entropy_with_logits(flat, truth.to(flat), reduction="none").mean(1)

    def class_score(self, index: int) -> Scorer:
        """See `Task.class_score`."""
        return lambda scores: scores.flatten(1)[:, index]

    def class_probability(self, index: int) -> Scorer:
        """See `Task.class_probability`."""
        return lambda scores: scores.flatten(1)[:, index].sigmoid()

    def column(self, index: int) -> tuple[int, float]:
        """See `Task.column`."""
        return index, 1.0


def _question(task: Task, index: int) -> Question:
    word = task.labels.word(index)
    return Question(f"class:{word}", f"prob:{word}")


def _ranked(task: Task, scores: Tensor, probabilities: Tensor, top: int) -> list[list[Prediction]]:
    best, indices = probabilities.topk(min(top, probabilities.shape[1]))
    values = scores.gather(1, indices)
    return [
        [
            Prediction(index, task.labels.names[index], task.labels.synset(index), probability, value)
            for index, probability, value in zip(*rows, strict=True)
        ]
        for rows in zip(indices.tolist(), best.tolist(), values.tolist(), strict=True)
    ]
