"""The stages of a training: from scratch one, by transfer the head's and then the whole network's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import torch
from torch import Tensor, nn

from convscope.datasets.augmentation import Augmentation, read_augmentation
from convscope.datasets.batches import FeatureBatches, PictureBatches
from convscope.errors import TrainingError
from convscope.learn.asked import Asked
from convscope.learn.depth import depth_parts
from convscope.learn.dropout import drop_before, set_dropout
from convscope.learn.features import VIEWS, StandardizedHead, compute_features
from convscope.learn.optimization import FINE_TUNING, RATES
from convscope.learn.penultimate import linear_head, penultimate
from convscope.learn.preparation import Prepared
from convscope.learn.recorder import save_weights
from convscope.learn.run import CHECKPOINT, HEAD, Run
from convscope.learn.stage import Stage, run_stage
from convscope.learn.watch import Watcher
from convscope.network import Network
from convscope.network.checkpoint import read_checkpoint
from convscope.network.from_run import BEST

EPOCHS = 20
HEAD_EPOCHS = 100


@dataclass(frozen=True)
class Work:
    """A training under way."""

    run: Run
    asked: Asked
    prepared: Prepared
    watcher: Watcher

    def from_scratch(self) -> dict[str, float]:
        """Train the whole network from random weights; the best epoch."""
        module, options = self.prepared.module, self.asked.options
        epochs = EPOCHS if options.epochs is None else options.epochs
        if options.dropout is not None:
            set_dropout(module, self.prepared.plan.input_shape, options.dropout)
        return run_stage(
            self._stage("training", module, [[module]], epochs, 1.0, self._augmentation("light"))
        )

    def transfer(self) -> dict[str, float]:
        """Train a trained network's head, then, if asked to, the whole network; the best epoch."""
        options, module = self.asked.options, self.prepared.module
        augmentation = self._augmentation("none")
        network = Network(module.eval(), input_shape=self.prepared.plan.input_shape)
        head = linear_head(module, network.graph())
        best: dict[str, float] = {}
        first = 0
        if head is not None:
            if augmentation and not options.fine_tune:
                raise TrainingError(
                    f"A head learns from features that are computed once, which --augment {options.augment} "
                    "does not change.",
                    "Add --fine-tune 5 to train the whole network on changed pictures, or leave --augment out.",
                )
            best, first = self._head(module, head, network)
        if options.fine_tune or head is None:
            epochs = options.fine_tune or (EPOCHS if options.epochs is None else options.epochs)
            # Lightning trains a module in the mode in which it comes: dropout shall drop out.
            module.train()
            if options.dropout is not None:
                set_dropout(module, self.prepared.plan.input_shape, options.dropout)
            stage = self._stage("fine-tuning", module, depth_parts(module), epochs, FINE_TUNING, augmentation)
            best = run_stage(replace(stage, first_epoch=first, best=best, frozen_statistics=True))
        return best

    def _head(self, module: nn.Module, head: nn.Linear, network: Network) -> tuple[dict[str, float], int]:
        """Train the head on features that are computed once; the best epoch, and how many there were."""
        options, run = self.asked.options, self.run
        epochs = HEAD_EPOCHS if options.epochs is None else options.epochs
        done = run.folder / HEAD
        if done.is_file():
            saved = read_checkpoint(done)
            best = [row for row in run.metrics() if row["epoch"] <= epochs][-1]
        else:
            node = penultimate(network.graph())
            features = {}
            for split, views in (("train", VIEWS), ("val", VIEWS[:1])):
                features[split] = compute_features(
                    network,
                    node,
                    self.prepared.decoded.splits[split],
                    self.prepared.plan.preprocessing,
                    views=views,
                    progress=partial(self.watcher.preparing, f"features of {split}"),
                )
            learned = StandardizedHead(features["train"], len(run.classes))
            if options.dropout is not None:
                drop_before(learned.linear, options.dropout)
            stage = self._stage("head", learned, [[learned]], epochs, 1.0, Augmentation())
            # Logistic regression with the prior that a score has variance 1 over the F features, w ~ N(0, 1 / F):
            # a penalty of F / N |w|^2 / 2 beside the mean loss of N pictures.  Adam's decay is that penalty.
            count, _, width = features["train"].shape
            prior = {"optimizer": "adam", "weight_decay": width / count}
            labels = {
                split: torch.from_numpy(self.prepared.decoded.splits[split].labels) for split in features
            }
            best = run_stage(
                replace(
                    stage,
                    train=FeatureBatches(features["train"], labels["train"]),
                    val=FeatureBatches(features["val"], labels["val"]),
                    preprocessing=None,
                    options=options.model_copy(update=prior if options.weight_decay is None else {}),
                    newest_is_best=True,
                    whole=lambda judged: _with_head(module, head, judged),
                )
            )
            # The best head is what fine-tuning begins with, and what a later resume takes.
            saved = read_checkpoint(run.folder / BEST)
            (run.folder / CHECKPOINT).unlink(missing_ok=True)
            save_weights(_loaded(module, saved), done)
        module.load_state_dict(saved)
        return best, epochs

    def _augmentation(self, default: str) -> Augmentation:
        said = self.asked.options.augment
        return read_augmentation(
            default if said is None else said, channels=self.prepared.plan.preprocessing.channels
        )

    def _stage(
        self,
        name: str,
        module: nn.Module,
        parts: Sequence[Sequence[nn.Module]],
        epochs: int,
        slower: float,
        augmentation: Augmentation,
    ) -> Stage:
        options, classes = self.asked.options, len(self.run.classes)
        train, val = self.prepared.decoded.splits["train"], self.prepared.decoded.splits["val"]
        augmenter = augmentation.augmenter(self.prepared.plan.preprocessing.size, classes, self.asked.seed)
        return Stage(
            name=name,
            run=self.run,
            module=module,
            parts=parts,
            train=PictureBatches(train, augmenter if augmentation.steps else None),
            val=PictureBatches(val),
            labels=train.labels,
            items=train.items,
            epochs=epochs,
            rate=options.rate,
            usual_rate=RATES[options.optimizer] * slower,
            options=options,
            classes=classes,
            seed=self.asked.seed,
            device=self.asked.device,
            preprocessing=self.prepared.plan.preprocessing,
            augmenter=augmenter if augmentation.mixing else None,
            watcher=self.watcher,
        )


def _loaded(module: nn.Module, state: dict[str, Tensor]) -> nn.Module:
    module.load_state_dict(state)
    return module


def _with_head(module: nn.Module, head: nn.Linear, learned: nn.Module) -> nn.Module:
    """The whole network with the head that was learned on its features."""
    assert isinstance(learned, StandardizedHead)
    weight, bias = learned.folded()
    with torch.no_grad():
        head.weight.copy_(weight)
        head.bias.copy_(bias)
    return module
