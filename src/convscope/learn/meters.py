"""How well a task is done, gathered batch by batch: the first of the task's figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor
from torchmetrics import Metric
from torchmetrics.classification import MulticlassAccuracy

from convscope.detection.figures import mean_ap50
from convscope.detection.judged import Found, Judged, Truth
from convscope.detection.numbered import boxes_of_numbers
from convscope.network.task import Task
from convscope.network.task.boxes import Boxes
from convscope.network.task.classes import Classes, OneScore
from convscope.network.task.colours import Colours
from convscope.network.task.instances import Instances
from convscope.network.task.places import Picture, Segmentation
from convscope.network.task.sentences import Sentences, told
from convscope.network.task.things import Things
from convscope.segmentation.overlaps import ClassOverlaps, overlaps_of

# Detections of a lower score are too many to keep, and change an average precision by nothing that can be seen.
_LEAST = 0.02


class Accuracy(MulticlassAccuracy):
    """Share of the examples whose class is right, from scores (N, ...) and classes (N,)."""

    def __init__(self, task: Task) -> None:
        super().__init__(len(task.labels), average="micro")
        self._logits = task.class_logits

    def update(self, scores: Tensor, truth: Tensor) -> None:
        """Take a batch."""
        super().update(self._logits(scores), truth)


class MeanAveragePrecision(Metric):
    """mAP at an IoU of 0.5, from scores (N, places, 4 + classes) and boxes (N, most, 5) filled up with -1."""

    found: list[Tensor]
    there: list[Tensor]
    seen: Tensor

    def __init__(self, task: Boxes) -> None:
        super().__init__()
        self._task = task
        # A row a box: the number of its photo, four edges, class, and of what is found its score.
        self.add_state("found", default=[], dist_reduce_fx="cat")
        self.add_state("there", default=[], dist_reduce_fx="cat")
        self.add_state("seen", default=torch.tensor(0), dist_reduce_fx="sum")

    def update(self, scores: Tensor, truth: Tensor) -> None:
        """Take a batch."""
        rank = torch.distributed.get_rank() if torch.distributed.is_initialized() else 0
        for detections, things in zip(
            self._task.detections(scores, least=_LEAST, most=100), truth, strict=True
        ):
            # Numbers that no two processes share.
            photo = float(int(self.seen) * 1024 + rank)
            rows = [[photo, *one.box, one.index, one.score] for one in detections]
            self.found.append(torch.tensor(rows, dtype=torch.float64).reshape(-1, 7))
            real = things[things[:, 4] >= 0].double().cpu()
            self.there.append(torch.cat([torch.full((len(real), 1), photo, dtype=torch.float64), real], 1))
            self.seen += 1

    def compute(self) -> Tensor:
        """The mean over the classes that there are; 0 where there is none."""
        return torch.tensor(mean_ap50(self.judged(), len(self._task.labels))).nan_to_num()

    def judged(self) -> list[Judged]:
        """The photos so far."""
        found, there = (
            torch.cat(
                [part.cpu() for part in (rows if isinstance(rows, list) else [rows])] or [torch.zeros(0, 7)]
            )
            for rows in (self.found, self.there)
        )
        photos = []
        for photo in sorted({*found[:, 0].tolist(), *there[:, 0].tolist()}):
            mine, real = (rows[rows[:, 0] == photo].numpy() for rows in (found, there))
            photos.append(
                Judged(
                    str(photo),
                    Found(mine[:, 1:5], mine[:, 6], mine[:, 5].astype("int64")),
                    Truth(real[:, 1:5], real[:, 5].astype("int64"), real[:, 5] < 0),
                )
            )
        return photos


class MeanAveragePrecisionOfThings(MeanAveragePrecision):
    """The same from maps (N, layers, rows, columns) of things, whose boxes follow."""

    def update(self, scores: Tensor, truth: Tensor) -> None:
        """Take a batch."""
        super().update(scores, boxes_of_numbers(truth))


class MeanIoU(Metric):
    """The mean of the classes' IoU over all places, from scores (N, classes, ...) and classes (N, rows, columns)."""

    counts: Tensor

    def __init__(self, task: Segmentation) -> None:
        super().__init__()
        self._task, classes = task, len(task.labels)
        self.add_state(
            "counts", default=torch.zeros(classes, classes, dtype=torch.int64), dist_reduce_fx="sum"
        )

    def update(self, scores: Tensor, truth: Tensor) -> None:
        """Take a batch."""
        found = self._task.class_maps(scores).argmax(1)
        counts = overlaps_of(truth.cpu().numpy(), found.cpu().numpy(), len(self.counts)).counts
        self.counts += torch.from_numpy(counts).to(self.counts)

    def compute(self) -> Tensor:
        """The mean over the classes that are there or were found; 0 where there is none."""
        return torch.tensor(ClassOverlaps(self.counts.cpu().numpy()).mean_iou).nan_to_num()


class MeanPSNR(Metric):
    """The mean PSNR in dB of pictures (N, C, rows, columns) on the scale of 0 to 1, cut off at its ends.

    Numbers of the true picture that are NaN count for nothing.
    """

    total: Tensor
    count: Tensor

    def __init__(self, task: Picture) -> None:  # noqa: ARG002
        super().__init__()
        self.add_state("total", default=torch.tensor(0.0, dtype=torch.float64), dist_reduce_fx="sum")
        self.add_state("count", default=torch.tensor(0), dist_reduce_fx="sum")

    def update(self, scores: Tensor, truth: Tensor) -> None:
        """Take a batch."""
        errors = (scores.clamp(0, 1) - truth).square().flatten(1).nanmean(1)
        self.total += (-10 * errors.clamp_min(1e-10).log10()).sum().double()
        self.count += len(scores)

    def compute(self) -> Tensor:
        """The mean over the pictures; 0 where there is none."""
        return self.total / self.count.clamp_min(1)


class ChromaGain(Metric):
    """By how many dB a and b are nearer than those of grey, over all places: 10 log10(sum t^2 / sum (f - t)^2).

    With f found and t true (N, 2, rows, columns); it is 0 for grey.
    """

    error: Tensor
    colour: Tensor

    def __init__(self, task: Colours) -> None:
        super().__init__()
        self._task = task
        for name in ("error", "colour"):
            self.add_state(name, default=torch.tensor(0.0, dtype=torch.float64), dist_reduce_fx="sum")

    def update(self, scores: Tensor, truth: Tensor) -> None:
        """Take a batch."""
        self.error += (self._task.ab(scores) - truth).square().sum().double()
        self.colour += truth.square().sum().double()

    def compute(self) -> Tensor:
        """The gain so far; 0 where nothing has a colour."""
        return 10 * (self.colour.clamp_min(1e-9) / self.error.clamp_min(1e-9)).log10()


class WordsRight(Metric):
    """Share of words, the ends of sentences among them, that are the likeliest where those before them are given."""

    right: Tensor
    count: Tensor

    def __init__(self, task: Sentences) -> None:  # noqa: ARG002
        super().__init__()
        for name in ("right", "count"):
            self.add_state(name, default=torch.tensor(0), dist_reduce_fx="sum")

    def update(self, scores: Tensor, truth: Tensor) -> None:
        """Take a batch."""
        counts = told(truth)
        self.right += ((scores.argmax(2) == truth) & counts).sum()
        self.count += counts.sum()

    def compute(self) -> Tensor:
        """The share so far."""
        return self.right / self.count.clamp_min(1)


_METERS: Mapping[str, Callable[[Any], Metric]] = {
    Classes.name: Accuracy,
    OneScore.name: Accuracy,
    Boxes.name: MeanAveragePrecision,
    Instances.name: MeanAveragePrecisionOfThings,
    Segmentation.name: MeanIoU,
    Things.name: MeanIoU,
    Picture.name: MeanPSNR,
    Colours.name: ChromaGain,
    Sentences.name: WordsRight,
}
_CHEAP = (Classes.name, OneScore.name)


def meter_of(task: Task) -> Metric | None:
    """What gathers the first of a task's figures; None where that is the loss."""
    return None if task.figures[0].name == "loss" else _METERS[task.name](task)


def is_told_of_training(task: Task) -> bool:
    """Whether the figure costs so little that it is gathered of the training steps, too."""
    return task.name in _CHEAP
