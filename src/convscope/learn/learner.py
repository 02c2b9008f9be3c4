"""The module in training as Lightning sees it: loss, figures and optimizer."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import lightning
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.optim.swa_utils import AveragedModel
from torchmetrics import MeanMetric

from convscope.datasets.augmentation import stable_seed
from convscope.datasets.batches import LabelledBatch
from convscope.errors import TrainingError
from convscope.learn.meters import is_told_of_training, meter_of
from convscope.learn.optimization import BETAS, WEIGHT_DECAY, optimizer, parameter_groups, schedule
from convscope.learn.phase import TrainingPhase
from convscope.network.captioners import SCORES, Decoder
from convscope.network.detectors import SteppedDetector
from convscope.network.generators import Generator
from convscope.network.restorers import FFDNet
from convscope.restore.noise_map import true_noise

# A loss so many times that of guessing is on its way to infinity.
_EXPLODED = 1000.0


class Learner(lightning.LightningModule):
    """A module in training.

    All that is random in a step follows from the seed and the step, so that a resumed training draws the same.
    """

    scale: Tensor
    shift: Tensor
    class_weights: Tensor | None

    def __init__(self, phase: TrainingPhase, rate: float, steps: int) -> None:
        """Take a phase.

        Args:
            phase: whose module is trained, from pictures (N, C, rows, columns) or features (N, F) to scores
                (N, classes).
            rate: greatest learning rate, of the head; blocks further from it learn more slowly.
            steps: of the whole phase.
        """
        super().__init__()
        self.phase, self.options, self.module = phase, phase.options, phase.module
        self.rate, self.steps, self.blocks = rate, steps, phase.blocks
        self.exploded_loss = _EXPLODED * math.log(max(2, len(phase.run.classes)))
        self.register_buffer("class_weights", phase.class_weights())
        preprocessing = phase.preprocessing
        if preprocessing is not None:
            scale = 1 / (255 * torch.tensor(preprocessing.std))
            self.register_buffer("scale", scale[:, None, None], persistent=False)
            self.register_buffer(
                "shift",
                (-torch.tensor(preprocessing.mean) / torch.tensor(preprocessing.std))[:, None, None],
                persistent=False,
            )
        self.averaged = (
            AveragedModel(phase.module, avg_fn=_warming(phase.options.ema), use_buffers=True)
            if phase.options.ema
            else None
        )
        self.train_loss, self.val_loss = MeanMetric(), MeanMetric()
        self.val_figure = meter_of(phase.task)
        self.train_figure = meter_of(phase.task) if is_told_of_training(phase.task) else None
        for metric in (self.train_loss, self.train_figure):
            # Half an epoch's metrics belong to the checkpoint in its middle.
            if metric is not None:
                metric.persistent(True)
        self.last_loss = math.nan
        self._unfrozen_in: int | None = None

    @property
    def validated(self) -> nn.Module:
        """The module whose weights are validated and kept."""
        if self.averaged is None:
            return self.module
        module: nn.Module = self.averaged.module
        return module

    def normalised(self, pictures: Tensor) -> Tensor:
        """The input of the module: uint8 pictures are normalised, features are taken as they are."""
        if self.phase.preprocessing is None:
            return pictures
        return torch.addcmul(self.shift, pictures.to(self.scale.dtype), self.scale)

    def _unfreeze(self) -> None:
        """Unfreeze the blocks whose turn has come."""
        if self.options.unfreeze_every and len(self.blocks) > 1:
            free = 1 + self.current_epoch // self.options.unfreeze_every
            for depth, modules in enumerate(reversed(self.blocks)):
                for part in modules:
                    part.requires_grad_(depth < free)

    def on_train_batch_start(self, batch: LabelledBatch, batch_idx: int) -> None:  # noqa: ARG002
        """Seed the random numbers of the step, such as those of dropout; unfreeze what is to learn in it."""
        # Lightning tells no beginning of an epoch in whose middle a training is resumed.
        if self._unfrozen_in != self.current_epoch:
            self._unfreeze()
            self._unfrozen_in = self.current_epoch
        if self.phase.keeps_statistics and batch_idx == self.trainer.fit_loop.epoch_loop.batch_idx:
            _keep_statistics(self.module)
        torch.default_generator.manual_seed(
            stable_seed(self.phase.request.seed, self.global_step, self.global_rank, 2)
        )

    def training_step(self, batch: LabelledBatch, batch_idx: int) -> Tensor:
        """The loss of a batch."""
        inputs, targets = self.normalised(batch.pictures), batch.labels
        if self.phase.augmenter is not None:
            inputs, targets = self.phase.augmenter.mixed(inputs, targets, self.current_epoch, batch_idx)
        scores, losses = self._answered(
            self.module,
            inputs,
            self._smoothed(targets),
            self.phase.weighted or self.phase.task.loss,
            torch.default_generator,
        )
        loss = self._weighed(losses, targets)
        self.last_loss = value = loss.item()
        if not value < self.exploded_loss:
            raise self._exploded(value, batch, batch_idx)
        self.train_loss.update(value, len(scores))
        if self.train_figure is not None:
            self.train_figure.update(scores.detach(), batch.labels)
        return loss

    def _answered(
        self,
        module: nn.Module,
        inputs: Tensor,
        targets: Tensor,
        loss: Callable[[Tensor, Tensor], Tensor],
        chance: torch.Generator,
    ) -> tuple[Tensor, Tensor]:
        """Scores (N, ...) and losses (N,) of a batch; of a generator, which is shown pictures, losses alone."""
        if isinstance(module, Generator):
            shares = F.one_hot(targets, len(self.phase.run.classes)).to(inputs)
            losses = module.losses(inputs, shares, chance)
            return losses, losses
        if isinstance(module, SteppedDetector):
            step = module.step(inputs, targets)
            return step.outputs.float(), step.losses
        if isinstance(module, Decoder):
            scores = module(inputs, targets)[SCORES].float()
            return scores, loss(scores, targets)
        given = (inputs, true_noise(inputs, targets)) if isinstance(module, FFDNet) else (inputs,)
        scores = self.phase.scores(module(*given)).float()
        return scores, loss(scores, targets)

    def _weighed(self, losses: Tensor, targets: Tensor) -> Tensor:
        if self.class_weights is not None:
            weights = self.class_weights
            losses = losses * (weights[targets] if targets.dim() == 1 else targets @ weights)
        # A mean over pictures, not over weights, is the same however the batch is shared among processes.
        return losses.mean()

    def _smoothed(self, targets: Tensor) -> Tensor:
        """Classes (N,) or shares of them (N, classes), of which a part is spread evenly over all classes."""
        part, classes = self.options.label_smoothing, len(self.phase.run.classes)
        if not part:
            return targets
        shares = F.one_hot(targets, classes) if targets.dim() == 1 else targets
        return shares * (1 - part) + part / classes

    def _exploded(self, loss: float, batch: LabelledBatch, batch_idx: int) -> TrainingError:
        is_number = math.isfinite(loss)
        return TrainingError(
            f"The loss {'exploded to ' + format(loss, '.3g') if is_number else 'is not a number any more'} in epoch "
            f"{self.current_epoch + 1}, batch {batch_idx + 1}: {self.phase.names(batch.indices.tolist())}.",
            f"Lower the rate, which is {self.rate:g}, or give clip=1.",
        )

    def optimizer_step(self, *args: Any, **kwargs: Any) -> None:
        """Step, then move the average of the weights along."""
        super().optimizer_step(*args, **kwargs)
        if self.averaged is not None:
            self.averaged.update_parameters(self.module)

    def validation_step(self, batch: LabelledBatch, batch_idx: int) -> None:
        """Loss and figure of a batch, without label smoothing and class weights; chance is the same in each epoch."""
        chance = torch.Generator().manual_seed(stable_seed(self.phase.request.seed, batch_idx, 3))
        scores, losses = self._answered(
            self.validated, self.normalised(batch.pictures), batch.labels, self.phase.task.loss, chance
        )
        self.val_loss.update(losses)
        if self.val_figure is not None:
            self.val_figure.update(scores, batch.labels)

    def on_validation_epoch_end(self) -> None:
        """Give the validation loss to schedules and early stopping."""
        self.log("val_loss", self.val_loss.compute())

    def metrics(self) -> dict[str, float]:
        """The metrics of the epoch that ended; they are reset."""
        name = self.phase.task.figures[0].name
        gathered = (
            ("train_loss", self.train_loss),
            (f"train_{name}", self.train_figure),
            ("val_loss", self.val_loss),
            (f"val_{name}", self.val_figure),
        )
        found = {key: metric for key, metric in gathered if metric is not None}
        values = {name: float(metric.compute()) for name, metric in found.items()}
        for metric in found.values():
            metric.reset()
        return values

    def configure_optimizers(self) -> Any:
        """Optimizer and schedule of the options."""
        said = self.options.weight_decay
        decay = WEIGHT_DECAY if said is None else said
        groups = parameter_groups(self.blocks, self.rate, self.options.depth_decay, decay)
        betas = self.module.betas if isinstance(self.module, Generator) else BETAS
        made = optimizer(self.options, groups, betas)
        plan = schedule(self.options, made, self.steps, self.phase.epochs)
        return {"optimizer": made, "lr_scheduler": plan} if plan else made


def _warming(decay: float) -> Callable[[Tensor, Tensor, Tensor | int], Tensor]:
    """A moving average that soon forgets the initial weights: its decay is min(decay, (1 + n) / (10 + n))."""

    def average(mean: Tensor, new: Tensor, count: Tensor | int) -> Tensor:
        now = min(decay, (1 + float(count)) / (10 + float(count)))
        return torch.lerp(new.to(mean.dtype), mean, now) if mean.is_floating_point() else new

    return average


def _keep_statistics(module: nn.Module) -> None:
    for part in module.modules():
        if isinstance(part, nn.modules.batchnorm._BatchNorm):
            part.eval()
