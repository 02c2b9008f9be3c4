"""Tasks whose outputs have places: a class for each place, or a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor
from torch.nn import functional as F

from convscope.network.task.prediction import Prediction
from convscope.network.task.task import Figure, Question, Scorer, Task

# Rows and columns of the patch whose details are explained.
_PATCH = 16


@dataclass(frozen=True)
class Segmentation(Task):
    """A class for each place: scores (N, classes, rows, columns).

    A network that gives one score a place tells what is there (class 1) from what is not (class 0) by its sigmoid.
    """

    name: ClassVar[str] = "segmentation"
    summary: ClassVar[str] = "a class for each place"
    heading: ClassVar[str] = "The classes with most places"
    figures: ClassVar[tuple[Figure, ...]] = (Figure("mean IoU", "higher", "%"), Figure("loss", "lower"))

    def predictions(self, scores: Tensor, *, top: int = 5) -> list[list[Prediction]]:
        """The classes that win places, the one with most places first; `Prediction.value` is their share."""
        found = []
        for won in self._winners(scores):
            shares = torch.bincount(won.flatten(), minlength=len(self.labels)) / won.numel()
            order = shares.argsort(descending=True, stable=True)[:top].tolist()
            found.append(
                [
                    Prediction(
                        index,
                        self.labels.names[index],
                        self.labels.synset(index),
                        None,
                        float(shares[index]),
                        (won == index).cpu().numpy(),
                    )
                    for index in order
                    if shares[index] > 0
                ]
            )
        return found

    def questions(self, scores: Tensor) -> list[Question]:
        """Why the class with most places is where it wins."""
        text = f"class:{self.labels.word(self.predictions(scores, top=1)[0][0].index)}@mask"
        return [Question(text, text)]

    def loss(self, scores: Tensor, truth: Tensor, weights: Tensor | None = None) -> Tensor:
        """Cross-entropy, the mean over the places that count; 0 where none does.

        Args:
            scores: (N, classes, rows, columns), or one score a place.
            truth: (N, rows, columns) class indices; greater ones count for nothing.
            weights: (classes,) how much a place of each class counts; by default 1.
        """
        maps = self.class_maps(scores)
        counted = truth < maps.shape[1]
        classes = truth.long().where(counted, 0)
        # Of one score s the classes have -s and s, whose softmax is the sigmoid of 2 s.
        each = (
            F.cross_entropy(maps / 2 if scores.shape[1] == 1 else maps, classes, reduction="none") * counted
        )
        if weights is not None:
            each = each * weights.to(each)[classes]
        return each.flatten(1).sum(1) / counted.flatten(1).sum(1).clamp_min(1)

    @property
    def meaning(self) -> str:
        """What a place's numbers are."""
        return "of each place a score (logit) for each class; the highest wins"

    def class_score(self, index: int) -> Scorer:
        """The mean over all places."""
        return lambda scores: self._of_class(scores, index).flatten(1).mean(1)

    def class_probability(self, index: int) -> Scorer:
        """The mean of the probability over all places."""

        def probability(scores: Tensor) -> Tensor:
            one = scores.shape[1] == 1
            each = self._of_class(scores, index).sigmoid() if one else scores.softmax(1)[:, index]
            return each.flatten(1).mean(1)

        return probability

    def mask_score(self, index: int, where: Tensor | None = None) -> Scorer:
        """See `Task.mask_score`."""

        def score(scores: Tensor) -> Tensor:
            mask = self.places_won(index, scores.detach()) if where is None else where
            return (self._of_class(scores, index) * mask).flatten(1).sum(1)

        return score

    def places_won(self, index: int, scores: Tensor) -> Tensor:
        """See `Task.places_won`."""
        return self._winners(scores) == index

    def class_maps(self, scores: Tensor) -> Tensor:
        """A score (N, classes, rows, columns) of each class, from the network's scores (N, C, rows, columns)."""
        return torch.cat([-scores, scores], 1) if scores.shape[1] == 1 else scores

    def _of_class(self, scores: Tensor, index: int) -> Tensor:
        """The scores (N, rows, columns) of one class."""
        if scores.shape[1] == 1:
            return scores[:, 0] if index else -scores[:, 0]
        return scores[:, index]

    def _winners(self, scores: Tensor) -> Tensor:
        """The class (N, rows, columns) that wins each place."""
        return (scores[:, 0] > 0).long() if scores.shape[1] == 1 else scores.argmax(1)


@dataclass(frozen=True)
class Picture(Task):
    """A picture: (N, C, rows, columns), such as a denoised photo."""

    name: ClassVar[str] = "picture"
    summary: ClassVar[str] = "a picture from a photo"
    heading: ClassVar[str] = "The mean of its picture"
    figures: ClassVar[tuple[Figure, ...]] = (Figure("PSNR", "higher", "dB"), Figure("loss", "lower"))

    def predictions(self, scores: Tensor, *, top: int = 5) -> list[list[Prediction]]:  # noqa: ARG002
        """The picture of each example, as the network gives it."""
        pictures = scores.float().cpu()
        return [[Prediction(0, "picture", None, None, float(one.mean()), one.numpy())] for one in pictures]

    def questions(self, scores: Tensor) -> list[Question]:
        """What made the details of the patch that has most, the question of local attribution maps.

        Source: Gu and Dong 2021, "Interpreting super-resolution networks with local attribution maps",
        arXiv:2011.11036.  Of pictures without rows and columns it is what made the first channel's middle.
        """
        if scores.dim() != 4:
            middle = ",".join(str(size // 2) for size in scores.shape[2:])
            return [Question(f"output:0@{middle}", f"output:0@{middle}")]
        picture = scores[:1].float()
        down, right = F.pad(picture.diff(dim=2), (0, 0, 0, 1)), F.pad(picture.diff(dim=3), (0, 1))
        rows, columns = (min(_PATCH, size) for size in scores.shape[2:])
        details = F.avg_pool2d((down.square() + right.square()).sqrt().mean(1), (rows, columns), 1)[0]
        row, column = divmod(int(details.argmax()), details.shape[1])
        place = f"{row}-{row + rows - 1},{column}-{column + columns - 1}"
        return [Question(f"tv:output@{place}", f"tv:output@{place}")]

    def loss(self, scores: Tensor, truth: Tensor) -> Tensor:
        """Mean squared error to the true picture (N, C, rows, columns), over the numbers of it that are not NaN."""
        known = ~truth.isnan()
        # The gradient of what is not known is 0, where that of a number less NaN would be NaN.
        errors = (scores - truth.where(known, scores.detach())).square().flatten(1).sum(1)
        return errors / known.flatten(1).sum(1).clamp_min(1)


@dataclass(frozen=True)
class Generation(Picture):
    """A picture (N, C, rows, columns) that is made: the output is on the scale of -1 to 1, or leads to one that is.

    The labels are the classes that can be asked for.
    """

    name: ClassVar[str] = "generation"
    summary: ClassVar[str] = "a picture from noise"
    figures: ClassVar[tuple[Figure, ...]] = (Figure("loss", "lower"),)
