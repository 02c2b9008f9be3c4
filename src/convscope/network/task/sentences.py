"""The task of a network that says what it sees, word by word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor
from torch.nn import functional as F

from convscope.network.task.prediction import Prediction
from convscope.network.task.task import Figure, Question, Task
from convscope.network.vocabulary import END, joined


@dataclass(frozen=True)
class Sentences(Task):
    """Sentences: scores (N, L, words) of each word where those before it are given.

    Its labels are the words, the first of them the end of a sentence.
    """

    name: ClassVar[str] = "caption"
    summary: ClassVar[str] = "the words of a sentence, one after the other"
    heading: ClassVar[str] = "What it says"
    figures: ClassVar[tuple[Figure, ...]] = (Figure("words right", "higher", "%"), Figure("loss", "lower"))
    asks_locally: ClassVar[bool] = True

    def predictions(self, scores: Tensor, *, top: int = 5) -> list[list[Prediction]]:  # noqa: ARG002
        """The sentence of each example: the likeliest of each word, those before it being as given.

        `Prediction.value` is the mean logarithm of the words' probabilities.
        """
        chances = scores.detach().double().log_softmax(2)
        best = chances.max(2)
        told = []
        for values, row in zip(best.values, best.indices.tolist(), strict=True):
            end = row.index(END) if END in row else len(row)
            sentence = joined(self.labels.names[number] for number in row[:end])
            value = float(values[: end + 1].mean())
            told.append([Prediction(row[0], sentence or "nothing", None, None, value)])
        return told

    def questions(self, scores: Tensor) -> list[Question]:
        """Why each word of the first sentence."""
        row = scores[0].argmax(1).tolist()
        count = max(1, row.index(END) if END in row else len(row))
        return [Question(f"caption:{number}", f"caption:{number}") for number in range(1, 1 + count)]

    def loss(self, scores: Tensor, truth: Tensor) -> Tensor:
        """The mean over a sentence's words, its end the last, of minus the logarithm of their probability."""
        return sentence_losses(scores, truth)

    @property
    def meaning(self) -> str:
        """What the numbers of a word are."""
        return "of each word of a sentence a score (logit) for each word that is known, those before it being given"


def sentence_losses(scores: Tensor, words: Tensor) -> Tensor:
    """The loss (N,) of sentences (N, L) by scores (N, L, words), see `Sentences.loss`."""
    counts = told(words)
    losses = F.cross_entropy(scores.transpose(1, 2), words, reduction="none")
    return (losses * counts).sum(1) / counts.sum(1)


def told(words: Tensor) -> Tensor:
    """Which of the places (N, L) of sentences hold a word or its end: True up to the first end."""
    is_end = words == END
    return torch.cumsum(is_end.long(), 1) - is_end.long() == 0
