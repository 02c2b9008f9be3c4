"""Writes a run while it is trained: metrics, weights, checkpoints; stops it where it is asked to."""

from __future__ import annotations

import csv
import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import lightning
from lightning.pytorch.callbacks import Callback
from safetensors.torch import save_file
from torch import Tensor, nn

from convscope.datasets.batches import Loader
from convscope.files import replacing
from convscope.learn.learner import Learner
from convscope.learn.options import TrainingOptions
from convscope.learn.overfitting import describe_overfitting, overfitting_since
from convscope.learn.run import CHECKPOINT, LAST, METRICS, Run
from convscope.learn.watch import Watcher
from convscope.network.from_run import BEST


class Interrupted(Exception):  # noqa: N818
    """The user asked to stop; the step was finished and a checkpoint written."""


class Recorder(Callback):
    """Between Lightning and the run's folder.

    Only the first process of several writes.
    """

    def __init__(
        self,
        run: Run,
        stage: str,
        loader: Loader,
        watcher: Watcher,
        whole: Callable[[nn.Module], nn.Module],
        first_epoch: int,
        options: TrainingOptions,
    ) -> None:
        """Record a stage of a run.

        Args:
            run: where to.
            stage: its name.
            loader: told how far the training is.
            watcher: told what happens.
            whole: the network whose weights are kept, of the module that is judged.
            first_epoch: epochs of the run before this stage.
            options: of the training.
        """
        self.run, self.stage, self.loader, self.watcher = run, stage, loader, watcher
        self.whole, self.first_epoch, self.seconds = whole, first_epoch, options.checkpoint_seconds
        self.best: dict[str, float] = {}
        self.newest_is_best = False
        self._best_state: dict[str, Tensor] | None = None
        self.stops = False
        self._saved = self._began = time.monotonic()
        self._told = False

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
        self.watcher.stepped(trainer.global_step, pl_module.last_loss)
        # Behind the last batch come validation and the end of the epoch, which writes a checkpoint anyway.
        if batch_idx + 1 == len(self.loader):
            return
        stops = trainer.strategy.reduce_boolean_decision(self.stops, all=False)
        if stops or self._is_time(trainer):
            self._checkpoint(trainer, pl_module)
        if stops:
            raise Interrupted

    def on_train_epoch_end(self, trainer: lightning.Trainer, pl_module: lightning.LightningModule) -> None:
        """Write the row of the epoch, the weights and a checkpoint."""
        assert isinstance(pl_module, Learner)
        values = pl_module.metrics()
        row = {
            "epoch": float(self.first_epoch + trainer.current_epoch + 1),
            **values,
            "rate": max(group["lr"] for group in trainer.optimizers[0].param_groups),
            "seconds": round(time.monotonic() - self._began, 3),
        }
        # Of two epochs that are right equally often, the surer one.
        is_best = (
            self.newest_is_best
            or not self.best
            or (values["val_accuracy"], -values["val_loss"])
            > (self.best["val_accuracy"], -self.best["val_loss"])
        )
        if is_best:
            self.best = {"epoch": row["epoch"], **values}
            state = pl_module.judged.state_dict()
            self._best_state = {name: tensor.detach().clone() for name, tensor in state.items()}
        if trainer.is_global_zero:
            self._write_row(row)
        for logger in trainer.loggers:
            logger.log_metrics(values, int(row["epoch"]))
        stops = trainer.strategy.reduce_boolean_decision(self.stops, all=False)
        if stops or self._is_time(trainer):
            self._checkpoint(trainer, pl_module)
        if trainer.is_global_zero:
            self.watcher.epoch(self.run, row, self.whole(pl_module.judged))
            self._tell_overfitting()
        if stops and trainer.current_epoch + 1 < (trainer.max_epochs or 0):
            raise Interrupted

    def finish(self, learner: Learner) -> None:
        """Write the weights of the end."""
        if learner.global_rank == 0:
            self._write_weights(learner)

    def _is_time(self, trainer: lightning.Trainer) -> bool:
        # The first process's clock decides for all, since all take part in a checkpoint.
        return bool(trainer.strategy.broadcast(time.monotonic() - self._saved > self.seconds))

    def _write_row(self, row: Mapping[str, float]) -> None:
        """Write a row; those of this and later epochs, from before a crash, go."""
        rows = [old for old in self.run.metrics() if old["epoch"] < row["epoch"]]
        with replacing(self.run.folder / METRICS) as temporary, temporary.open("w", newline="") as file:
            table = csv.DictWriter(file, list(row))
            table.writeheader()
            table.writerows([*rows, row])

    def _write_weights(self, learner: Learner) -> None:
        now = learner.judged
        save_weights(self.whole(now), self.run.folder / LAST)
        if self._best_state is not None:
            state = {name: tensor.clone() for name, tensor in now.state_dict().items()}
            now.load_state_dict(self._best_state)
            save_weights(self.whole(now), self.run.folder / BEST)
            now.load_state_dict(state)
            self._best_state = None

    def _tell_overfitting(self) -> None:
        if self._told or self.newest_is_best:
            return
        rows = [row for row in self.run.metrics() if row["epoch"] > self.first_epoch]
        since = overfitting_since(rows)
        if since is not None:
            self._told = True
            self.watcher.said(describe_overfitting(rows, since))

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
    import torch

    with replacing(path) as temporary, temporary.open("wb") as file:
        torch.save(content, file)
        file.flush()
        os.fsync(file.fileno())


def save_weights(module: nn.Module, path: Path) -> None:
    """Write a module's tensors as safetensors."""
    tensors = {
        name: tensor.detach().cpu().contiguous().clone() for name, tensor in module.state_dict().items()
    }
    with replacing(path) as temporary:
        save_file(tensors, temporary)


@contextmanager
def stopping(recorder: Recorder) -> Iterator[None]:
    """Let Ctrl-C or SIGTERM end the training after its step; a second Ctrl-C ends it at once."""

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        recorder.stops = True
        # A SIGTERM behind it, as torchrun sends one to every process, changes nothing.
        signal.signal(signal.SIGINT, before[signal.SIGINT])

    try:
        before = {kind: signal.signal(kind, stop) for kind in (signal.SIGINT, signal.SIGTERM)}
    except ValueError:
        # Signals belong to the main thread; in another one nobody can ask.
        yield
        return
    try:
        yield
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)
