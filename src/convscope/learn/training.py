"""Training a network on a data set, from the data to the run."""

from __future__ import annotations

import os
import platform
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from convscope.data import Dataset, divided, open_dataset
from convscope.data.augmentation import Augmentation, read_augmentation
from convscope.data.batches import FeatureBatches, PictureBatches
from convscope.data.decoding import DecodedDataset, decode_dataset, moments
from convscope.errors import ConvscopeError, OutputError, RunError, TrainingError
from convscope.learn.dropout import drop_before, set_dropout
from convscope.learn.features import VIEWS, StandardizedHead, compute_features
from convscope.learn.optimization import FINE_TUNING, RATES
from convscope.learn.options import TrainingOptions
from convscope.learn.penultimate import linear_head, penultimate
from convscope.learn.recorder import save_weights
from convscope.learn.run import CHECKPOINT, RESULT, Run
from convscope.learn.stage import Stage, process, run_stage
from convscope.learn.trainable import Plan, plan_training
from convscope.learn.watch import Watcher
from convscope.network import Network
from convscope.network.checkpoint import read_checkpoint
from convscope.network.from_run import BEST

EPOCHS = 20
HEAD_EPOCHS = 100
# Seconds until the first process has decoded the data, at most.
_PATIENCE = 3600.0
HEAD = "head.safetensors"


@dataclass(frozen=True)
class Asked:
    """What a training was asked for; the run's settings hold it, so that it can go on.

    Attributes:
        data: place of the data set.
        network: spec of the network.
        weights: to start from; see `convscope.learn.trainable.plan_training`.
        options: of the training.
        seed: of all that is random.
        split_share: of the pictures that are for validation, where the data are not divided.
        skip_unreadable: whether files that cannot be read are left out.
        device: where to compute.
        run_code: whether a Python file may run.
    """

    data: str
    network: str
    weights: str | None = None
    options: TrainingOptions = field(default_factory=TrainingOptions)
    seed: int = 0
    split_share: float = 0.2
    skip_unreadable: bool = True
    device: str = "cpu"
    run_code: bool = False


def train(asked: Asked, folder: Path, watcher: Watcher | None = None) -> Run:
    """Train a network and keep the run in a new folder.

    Raises:
        ConvscopeError: what was asked for cannot be done; see the modules that do it.
        Interrupted: the user asked to stop; `resume` goes on.
    """
    watcher = watcher or Watcher()
    is_first = process()[0] == 0
    if is_first and folder.exists():
        raise RunError(f"There is a run {folder} already.", "Choose another --name, or delete it.")
    plan, module, decoded = _prepared(asked, watcher)
    description = plan.description(decoded.dataset.classes)
    settings = {
        "data": {
            # Relative to another folder, a resumed training would look in vain; a name is no place.
            "place": os.path.abspath(asked.data) if os.path.exists(asked.data) else asked.data,  # noqa: PTH100, PTH110
            "fingerprint": _fingerprint(decoded),
            "split_seed": asked.seed,
            "split_share": asked.split_share,
            "counts": {split: len(pictures) for split, pictures in decoded.splits.items()},
            "unreadable": [entry.item.name for entry in decoded.unreadable],
        },
        "network": asked.network,
        "weights": asked.weights,
        "seed": asked.seed,
        "device": asked.device,
        "skip_unreadable": asked.skip_unreadable,
        "training": asked.options.model_dump(),
        "versions": _versions(),
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    run = Run.create(folder, settings, description) if is_first else _awaited(folder)
    try:
        return _train(_Work(run, asked, plan, module, decoded, watcher))
    except ConvscopeError:
        # A run that nothing can go on from is no run.
        if is_first and not run.metrics() and not (folder / CHECKPOINT).exists():
            shutil.rmtree(folder)
        raise


def _awaited(folder: Path) -> Run:
    """The run that the first of several processes makes."""
    _wait_for(folder)
    return Run.open(folder)


def _wait_for(path: Path) -> None:
    """Wait until the first of several processes has written something."""
    began = time.monotonic()
    while not path.exists():
        if time.monotonic() - began > _PATIENCE:
            raise RunError(f"The first process did not write {path}.", "See what it says.")
        time.sleep(0.05)


def resume(name: str | os.PathLike[str], watcher: Watcher | None = None, *, run_code: bool = False) -> Run:
    """Go on with a training that was stopped or killed, to the weights that it would have reached.

    Raises:
        RunError: there is no such run, or its data have changed since.
    """
    run = Run.open(name)
    if run.result:
        return run
    data, settings = run.settings["data"], run.settings
    asked = Asked(
        data["place"],
        settings["network"],
        settings["weights"],
        TrainingOptions(**settings["training"]),
        settings["seed"],
        data["split_share"],
        settings["skip_unreadable"],
        settings["device"],
        run_code,
    )
    watcher = watcher or Watcher()
    plan, module, decoded = _prepared(asked, watcher)
    if _fingerprint(decoded) != data["fingerprint"]:
        raise RunError(
            f"The data {data['place']} have changed since {run.name} began; going on would mix the two.",
            "Put them back as they were, or train anew.",
        )
    return _train(_Work(run, asked, plan, module, decoded, watcher))


def decoded_for(asked: Asked) -> DecodedDataset:
    """The data of a training, decoded as its network sees them and kept for it.

    Raises:
        ConvscopeError: the data or the network cannot be opened.
    """
    return _prepared(asked, Watcher())[2]


def _prepared(asked: Asked, watcher: Watcher) -> tuple[Plan, nn.Module, DecodedDataset]:
    dataset = divided(open_dataset(asked.data), seed=asked.seed, share=asked.split_share)
    channels, side = _first_sizes(dataset)
    plan = plan_training(
        asked.network,
        weights=asked.weights,
        channels=channels,
        side=side,
        size=asked.options.size,
        seed=asked.seed,
        run_code=asked.run_code,
    )
    # A network that does not fit the classes is said before thousands of pictures are decoded.
    module = plan.module(len(dataset.classes), asked.seed)
    decoded = decode_dataset(
        dataset,
        plan.preprocessing,
        skip_unreadable=asked.skip_unreadable,
        progress=lambda done, total: watcher.preparing("decoding", done, total),
    )
    if not plan.is_transfer:
        mean, std = moments(decoded.splits["train"])
        plan = replace(plan, preprocessing=replace(plan.preprocessing, mean=mean, std=std))
    return plan, module, decoded


def _first_sizes(dataset: Dataset, count: int = 16) -> tuple[int, int | None]:
    """Channels, and the usual shorter side, of some pictures evenly chosen; unreadable ones are passed over."""
    from convscope.errors import ImageError

    items = dataset.split("train")
    shapes = []
    for place in np.linspace(0, len(items) - 1, min(count, len(items))).round().astype(int):
        try:
            shapes.append(items[place].pixels().shape)
        except ImageError:
            continue
    if not shapes:
        return 3, None
    return shapes[0][2], int(np.median([min(shape[:2]) for shape in shapes]))


def _fingerprint(decoded: DecodedDataset) -> str:
    return "-".join(decoded.splits[split].fingerprint for split in ("train", "val"))


def _versions() -> dict[str, str]:
    import lightning
    import torchvision

    from convscope import __version__

    return {
        "convscope": __version__,
        "python": platform.python_version(),
        "torch": torch.__version__,
        "torchvision": torchvision.__version__,
        "lightning": lightning.__version__,
    }


def _train(work: _Work) -> Run:
    run = work.run
    try:
        # What training draws is its own; the caller's generator is as before.
        with torch.random.fork_rng(devices=[]):
            best = work.transfer() if work.plan.is_transfer else work.from_scratch()
        if process()[0] == 0:
            run.write_json(RESULT, {"best": best, "epochs": len(run.metrics()), "weights": BEST})
            (run.folder / CHECKPOINT).unlink(missing_ok=True)
            (run.folder / HEAD).unlink(missing_ok=True)
        else:
            _wait_for(run.folder / RESULT)
    except OutputError as error:
        raise OutputError(
            error.message,
            f"Make room, then go on with `convscope train --resume {run.folder}`; nothing is lost.",
        ) from error
    done = Run.open(run.folder)
    work.watcher.ended(done)
    return done


@dataclass(frozen=True)
class _Work:
    """A training under way."""

    run: Run
    asked: Asked
    plan: Plan
    module: nn.Module
    decoded: DecodedDataset
    watcher: Watcher

    def from_scratch(self) -> dict[str, float]:
        """Train the whole network from random weights; the best epoch."""
        module, options = self.module, self.asked.options
        epochs = EPOCHS if options.epochs is None else options.epochs
        if options.dropout is not None:
            set_dropout(module, self.plan.input_shape, options.dropout)
        return run_stage(
            self._stage("training", module, [[module]], epochs, 1.0, self._augmentation("light"))
        )

    def transfer(self) -> dict[str, float]:
        """Train a trained network's head, then, if asked to, the whole network; the best epoch."""
        options, module = self.asked.options, self.module
        augmentation = self._augmentation("none")
        network = Network(module.eval(), input_shape=self.plan.input_shape)
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
                set_dropout(module, self.plan.input_shape, options.dropout)
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
                    self.decoded.splits[split],
                    self.plan.preprocessing,
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
            labels = {split: torch.from_numpy(self.decoded.splits[split].labels) for split in features}
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
        return read_augmentation(default if said is None else said, channels=self.plan.preprocessing.channels)

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
        train, val = self.decoded.splits["train"], self.decoded.splits["val"]
        augmenter = augmentation.augmenter(self.plan.preprocessing.size, classes, self.asked.seed)
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
            preprocessing=self.plan.preprocessing,
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


def depth_parts(module: nn.Module) -> list[list[nn.Module]]:
    """The parts of a module from the first layers to the head: its children, and the children of stacks."""
    parts: list[list[nn.Module]] = []
    for child in module.children():
        is_stack = isinstance(child, nn.Sequential | nn.ModuleList)
        parts += [[part] for part in (child.children() if is_stack else (child,))]
    parts = [part for part in parts if any(True for module in part for _ in module.parameters())]
    found = {id(p) for part in parts for module in part for p in module.parameters()}
    # Parameters that belong to no child leave no depths to tell apart.
    return parts if all(id(p) in found for p in module.parameters()) else [[module]]
