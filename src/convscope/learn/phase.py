"""One phase of a training: the head of a trained network, its fine-tuning, or a whole network from scratch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import torch
from torch import Tensor, nn

from convscope.datasets.augmentation import Augmenter
from convscope.datasets.batches import Batches, FeatureBatches, PictureBatches
from convscope.datasets.captioned import CaptionBatches
from convscope.images import Preprocessing
from convscope.learn.network_parts import blocks_by_depth
from convscope.learn.optimization import FINE_TUNING, RATES
from convscope.learn.outputs import Scores, plain
from convscope.learn.request import TrainingOptions, TrainingRequest
from convscope.learn.run import Run
from convscope.network.task import Task
from convscope.restore.colour_batches import ColourBatches
from convscope.restore.patch_batches import MiddleBatches
from convscope.segmentation.mask_batches import CropBatches, WindowBatches

_NAMED = 4


@dataclass(frozen=True, eq=False)
class TrainingPhase:
    """What one phase of a training trains, on which batches, for how long.

    Attributes:
        name: ``head``, ``fine-tuning`` or, from scratch, ``training``.
        request: what was asked for, with the options of this phase.
        run: where it is recorded.
        module: what is trained: the whole network, or a head on computed features.
        task: what the scores mean, by which loss they are learned, and by which figures judged.
        train: batches to learn from.
        val: batches to validate on.
        epochs: of this phase.
        first_epoch: epochs of the run before this phase.
        best: metrics of the run's best epoch before this phase; empty where there is none.
        scores: gives the scores from the module's outputs.
        weighted: the loss that is learned from where it is another than the task's, which is validated.
        whole: gives the whole network, whose weights are kept, from the module that was validated.
    """

    name: Literal["head", "fine-tuning", "training"]
    request: TrainingRequest
    run: Run
    module: nn.Module
    task: Task
    train: Batches
    val: Batches
    epochs: int
    first_epoch: int = 0
    best: Mapping[str, float] = field(default_factory=dict)
    scores: Scores = plain
    weighted: Callable[[Tensor, Tensor], Tensor] | None = None
    whole: Callable[[nn.Module], nn.Module] = lambda module: module

    @property
    def options(self) -> TrainingOptions:
        """The settings of this phase."""
        return self.request.options

    @property
    def blocks(self) -> Sequence[Sequence[nn.Module]]:
        """Parts of the module from the first layers to the head, which learn at rates and from times of their own."""
        return blocks_by_depth(self.module) if self.name == "fine-tuning" else [[self.module]]

    @property
    def preprocessing(self) -> Preprocessing | None:
        """Whose normalisation the batches get; None for features, which are taken as they are."""
        is_features = isinstance(self.train, FeatureBatches | CaptionBatches)
        return None if is_features else self.run.network_description.preprocessing

    @property
    def augmenter(self) -> Augmenter | None:
        """What mixes the pictures of a batch."""
        return self.train.augmenter if isinstance(self.train, PictureBatches) else None

    @property
    def usual_rate(self) -> float:
        """The greatest learning rate where the user chose none."""
        slower = FINE_TUNING if self.name == "fine-tuning" else 1.0
        return RATES[self.options.optimizer] * slower

    @property
    def learned_loss(self) -> Callable[[Tensor, Tensor], Tensor]:
        """The loss (N,) that is learned from."""
        return self.weighted or self.task.loss

    @property
    def val_batch_size(self) -> int:
        """How many examples to validate at a time, which needs less memory than learning."""
        return 1 if isinstance(self.val, WindowBatches | MiddleBatches) else 4 * self.options.batch_size

    @property
    def keeps_statistics(self) -> bool:
        """Whether batch norms keep the means and variances that they have."""
        return self.name == "fine-tuning"

    @property
    def keeps_last(self) -> bool:
        """Whether the last epoch is the best, so that validation chooses none."""
        return self.name == "head" or not self.run.network_description.is_told_by_loss

    def class_weights(self) -> Tensor | None:
        """(classes,) weights whose mean over the training pictures is 1; None where pictures count alike."""
        if not self.options.class_weights or isinstance(self.train, CropBatches | ColourBatches):
            return None
        labels, classes = [item.label for item in self.train.items], len(self.run.classes)
        counts = np.bincount(labels, minlength=classes)
        return torch.from_numpy(len(labels) / (classes * np.maximum(counts, 1))).float()

    def names(self, indices: Sequence[int]) -> str:
        """Names of some training items, for an error."""
        shown = ", ".join(self.train.items[index].name for index in indices[:_NAMED])
        return shown + (f" and {len(indices) - _NAMED} more" if len(indices) > _NAMED else "")
