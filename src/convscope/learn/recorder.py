"""Records a training in its run: metrics, weights, checkpoints, pictures; ends it where somebody asks to."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import lightning
import numpy as np
import torch
from lightning.pytorch.callbacks import Callback
from torch import Tensor

from convscope.datasets.batches import Loader
from convscope.errors import Cancelled
from convscope.files import replacing
from convscope.learn.collapse import LEAST_VARIETY, describe_collapse, variety_of
from convscope.learn.curves import draw_curves, keep_curves
from convscope.learn.epochs import describe_epoch, describe_overfitting, is_better, overfitting_since
from convscope.learn.learner import Learner
from convscope.learn.metrics_table import write_metrics
from convscope.learn.phase import TrainingPhase
from convscope.learn.run import CHECKPOINT
from convscope.learn.samples import keep_samples
from convscope.learn.snapshots import keep_snapshot
from convscope.learn.weights import save_weights
from convscope.network.from_run import BEST, LAST
from convscope.network.task.places import Generation
from convscope.progress import Progress

# Drawing takes a third of a second, which short epochs should not wait for.
_SECONDS_BETWEEN_CURVES = 20.0
# Epochs of a head follow each other within milliseconds.
_SECONDS_BETWEEN_NOTES = 1.0
# Real pictures beside which those of a generator are seen.
_REAL = 300


class Recorder(Callback):
    """Between Lightning and the run's folder.

    Only the first process of several writes.
    """

    def __init__(self, phase: TrainingPhase, loader: Loader, progress: Progress) -> None:
        """Record a phase.

        Args:
            phase: whose metrics and weights are written to its run.
            loader: told how far the training is.
            progress: told the same; it may ask to stop.
        """
        self.phase, self.run, self.loader, self.progress = phase, phase.run, loader, progress
        self.best = dict(phase.best)
        self._best_state: dict[str, Tensor] | None = None
        self._saved = self._began = self._drawn = self._noted = time.monotonic()
        self._overfits = False

    def state_dict(self) -> dict[str, Any]:
        """The best epoch and the place in the data belong to the checkpoint."""
        return {"best": self.best, "position": self.loader.position}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on with the best epoch so far, from that place."""
        self.best = state_dict["best"]
        self.loader.move(*state_dict["position"])

    def on_train_batch_end(
        self,
        trainer: lightning.Trainer,
        pl_module: lightning.LightningModule,
        outputs: Any,  # noqa: ARG002
        batch: Any,  # noqa: ARG002
        batch_idx: int,
    ) -> None:
        """Note how far it is; write a checkpoint when it is time."""
        assert isinstance(pl_module, Learner)
        self.loader.move(trainer.current_epoch, batch_idx + 1)
        self._step(trainer, {"loss": pl_module.last_loss})
        # Behind the last batch come validation and the end of the epoch, which writes a checkpoint anyway.
        if batch_idx + 1 == len(self.loader):
            return
        stops = trainer.strategy.reduce_boolean_decision(self.progress.cancelled, all=False)
        if stops or self._is_time(trainer):
            self._checkpoint(trainer, pl_module)
        if stops:
            raise Cancelled

    def on_train_epoch_end(self, trainer: lightning.Trainer, pl_module: lightning.LightningModule) -> None:
        """Write the row of the epoch, the weights and a checkpoint."""
        assert isinstance(pl_module, Learner)
        values = pl_module.metrics()
        row = {
            "epoch": float(self.phase.first_epoch + trainer.current_epoch + 1),
            **values,
            "rate": max(group["lr"] for group in trainer.optimizers[0].param_groups),
            "seconds": round(time.monotonic() - self._began, 3),
        }
        is_best = (
            self.phase.keeps_last or not self.best or is_better(values, self.best, self.phase.task.figures)
        )
        if is_best:
            self.best = {"epoch": row["epoch"], **values}
            state = pl_module.validated.state_dict()
            self._best_state = {name: tensor.detach().clone() for name, tensor in state.items()}
        if trainer.is_global_zero:
            write_metrics(self.run.folder, row)
        for logger in trainer.loggers:
            logger.log_metrics(values, int(row["epoch"]))
        stops = trainer.strategy.reduce_boolean_decision(self.progress.cancelled, all=False)
        if stops or self._is_time(trainer):
            self._checkpoint(trainer, pl_module)
        if trainer.is_global_zero:
            self._draw(row, pl_module)
            self._note(row, is_best=is_best)
            if self.phase.task.name == Generation.name:
                self._sample(int(row["epoch"]), pl_module)
        self._step(trainer, values)
        if stops and trainer.current_epoch + 1 < (trainer.max_epochs or 0):
            raise Cancelled

    def finish(self, learner: Learner) -> None:
        """Write the weights of the end."""
        if learner.global_rank == 0:
            self._write_weights(learner)

    def _step(self, trainer: lightning.Trainer, figures: Mapping[str, float]) -> None:
        self.progress.step(
            trainer.global_step,
            len(self.loader) * self.phase.epochs,
            what=self.phase.name,
            figures=figures,
            picture=(lambda: draw_curves(self.run)) if self.best else None,
        )

    def _draw(self, row: Mapping[str, float], learner: Learner) -> None:
        if time.monotonic() - self._drawn > _SECONDS_BETWEEN_CURVES:
            keep_curves(self.run)
            self._drawn = time.monotonic()
        if int(row["epoch"]) in self.phase.options.snapshots:
            keep_snapshot(self.run, int(row["epoch"]), self.phase.whole(learner.validated))

    def _note(self, row: Mapping[str, float], *, is_best: bool) -> None:
        """Tell the metrics of an epoch, unless epochs follow each other quickly, and where overfitting began."""
        if time.monotonic() - self._noted > _SECONDS_BETWEEN_NOTES:
            self._noted = time.monotonic()
            epoch = describe_epoch(row, self.phase.task.figures[0])
            self.progress.note(f"{epoch}  best so far" if is_best else epoch)
        if self._overfits or self.phase.keeps_last:
            return
        rows = [row for row in self.run.metrics() if row["epoch"] > self.phase.first_epoch]
        since = overfitting_since(rows)
        if since is not None:
            self._overfits = True
            self.progress.note(describe_overfitting(rows, since))

    def _sample(self, epoch: int, learner: Learner) -> None:
        """Keep what a generator makes now, and tell where it makes the same all the time."""
        made = keep_samples(self.run, epoch, self.phase.whole(learner.validated))
        some = np.linspace(0, len(self.phase.val) - 1, min(_REAL, len(self.phase.val))).round().astype(int)
        real = self.phase.val.__getitems__([(0, place) for place in some.tolist()])
        variety = variety_of(made, real, len(self.run.classes))
        if variety < LEAST_VARIETY:
            self.progress.note(describe_collapse(variety))

    def _is_time(self, trainer: lightning.Trainer) -> bool:
        # The first process's clock decides for all, since all take part in a checkpoint.
        return bool(
            trainer.strategy.broadcast(time.monotonic() - self._saved > self.phase.options.checkpoint_seconds)
        )

    def _write_weights(self, learner: Learner) -> None:
        now = learner.validated
        save_weights(self.phase.whole(now), self.run.folder / LAST)
        if self._best_state is not None:
            state = {name: tensor.clone() for name, tensor in now.state_dict().items()}
            now.load_state_dict(self._best_state)
            save_weights(self.phase.whole(now), self.run.folder / BEST)
            now.load_state_dict(state)
            self._best_state = None

    def _checkpoint(self, trainer: lightning.Trainer, learner: Learner) -> None:
        # Every process takes part, the first one writes.
        content = trainer._checkpoint_connector.dump_checkpoint()
        if trainer.is_global_zero:
            # The best weights first: a checkpoint names the best epoch.
            if self._best_state is not None:
                self._write_weights(learner)
            write_checkpoint(content, self.run.folder / CHECKPOINT)
        self._saved = time.monotonic()


def write_checkpoint(content: Mapping[str, Any], path: Path) -> None:
    """Write a checkpoint, whole and on the disk before it takes the place of the older one."""
    with replacing(path) as temporary, temporary.open("wb") as file:
        torch.save(content, file)
        file.flush()
        os.fsync(file.fileno())
