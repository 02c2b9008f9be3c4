"""The phases of a training: one from scratch, and for a trained network its head and then its fine-tuning."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import torch
from torch import Tensor, nn

from convscope.datasets.augmentation import Augmentation, read_augmentation
from convscope.datasets.batches import FeatureBatches, PictureBatches
from convscope.datasets.decoding import DecodedDataset
from convscope.errors import TrainingError
from convscope.learn.dropout import drop_before, set_dropout
from convscope.learn.features import VIEWS, StandardizedHead, compute_features
from convscope.learn.fitting import fit
from convscope.learn.network_parts import head_layer, penultimate
from convscope.learn.outputs import scores_of
from convscope.learn.phase import TrainingPhase
from convscope.learn.recorder import save_weights
from convscope.learn.request import TrainingRequest
from convscope.learn.run import CHECKPOINT, HEAD, Run
from convscope.network import Network
from convscope.network.checkpoint import read_checkpoint
from convscope.network.from_run import BEST
from convscope.progress import Progress

EPOCHS = 20
HEAD_EPOCHS = 100


def train_from_scratch(
    request: TrainingRequest, run: Run, module: nn.Module, decoded: DecodedDataset, progress: Progress
) -> dict[str, float]:
    """Train a whole network from random weights; the metrics of the best epoch."""
    options = request.options
    if options.dropout is not None:
        set_dropout(module, run.network_description.input_shape, options.dropout)
    network = _network(run, module)
    # Lightning trains a module in the mode in which it comes, and dropout must be active.
    module.train()
    augmentation = _augmentation(request, run, "light")
    return fit(_of_whole("training", request, run, module, network, decoded, augmentation), progress)


def train_from_weights(
    request: TrainingRequest, run: Run, module: nn.Module, decoded: DecodedDataset, progress: Progress
) -> dict[str, float]:
    """Train a trained network's head, then, if asked to, the whole network; the metrics of the best epoch."""
    options = request.options
    augmentation = _augmentation(request, run, "none")
    network = _network(run, module)
    head = head_layer(module, network.graph())
    best: dict[str, float] = {}
    first = HEAD_EPOCHS if options.epochs is None else options.epochs
    if head is None:
        first = 0
    else:
        if augmentation and not options.fine_tune:
            raise TrainingError(
                f"A head is trained on features that are computed once, which augment={options.augment!r} does not "
                "change.",
                "Give fine_tune=5 to train the whole network on augmented pictures, or leave augment out.",
            )
        best = _train_head(request, run, module, head, network, decoded, first, progress)
    if options.fine_tune or head is None:
        module.train()
        if options.dropout is not None:
            set_dropout(module, run.network_description.input_shape, options.dropout)
        phase = _of_whole("fine-tuning", request, run, module, network, decoded, augmentation)
        epochs = options.fine_tune or phase.epochs
        best = fit(replace(phase, epochs=epochs, first_epoch=first, best=best), progress)
    return best


def _network(run: Run, module: nn.Module) -> Network:
    """The module as it evaluates, with the run's classes and task."""
    description = run.network_description
    return Network(
        module.eval(), input_shape=description.input_shape, labels=description.classes, task=description.task
    )


def _of_whole(
    name: Literal["training", "fine-tuning"],
    request: TrainingRequest,
    run: Run,
    module: nn.Module,
    network: Network,
    decoded: DecodedDataset,
    augmentation: Augmentation,
) -> TrainingPhase:
    """A phase that trains all of a network."""
    preprocessing = run.network_description.preprocessing
    assert preprocessing is not None
    augmenter = augmentation.augmenter(preprocessing.size, len(run.classes), request.seed)
    said = request.options.epochs
    return TrainingPhase(
        name=name,
        request=request,
        run=run,
        module=module,
        task=network.task,
        train=PictureBatches(decoded.splits["train"], augmenter),
        val=PictureBatches(decoded.splits["val"]),
        epochs=EPOCHS if said is None else said,
        scores=scores_of(network.graph()),
    )


def _train_head(
    request: TrainingRequest,
    run: Run,
    module: nn.Module,
    head: nn.Linear,
    network: Network,
    decoded: DecodedDataset,
    epochs: int,
    progress: Progress,
) -> dict[str, float]:
    """Train the head on features that are computed once; the metrics of the best epoch."""
    done = run.folder / HEAD
    if done.is_file():
        module.load_state_dict(read_checkpoint(done))
        return [row for row in run.metrics() if row["epoch"] <= epochs][-1]
    train, val = (
        _features(network, run, decoded, split, progress, mirrored=split == "train")
        for split in ("train", "val")
    )
    learned = StandardizedHead(train.features, run.network_description.outputs)
    if request.options.dropout is not None:
        drop_before(learned.linear, request.options.dropout)
    best = fit(
        TrainingPhase(
            name="head",
            request=_with_prior(request, train.features),
            run=run,
            module=learned,
            task=network.task,
            train=train,
            val=val,
            epochs=epochs,
            whole=lambda validated: _with_head(module, head, validated),
        ),
        progress,
    )
    # The best head is what fine-tuning begins with, and what a later resume takes.
    saved = read_checkpoint(run.folder / BEST)
    (run.folder / CHECKPOINT).unlink(missing_ok=True)
    save_weights(_loaded(module, saved), done)
    return best


def _features(
    network: Network, run: Run, decoded: DecodedDataset, split: str, progress: Progress, *, mirrored: bool
) -> FeatureBatches:
    preprocessing = run.network_description.preprocessing
    assert preprocessing is not None
    pictures = decoded.splits[split]
    features = compute_features(
        network,
        penultimate(network.graph()),
        pictures,
        preprocessing,
        views=VIEWS if mirrored else VIEWS[:1],
        progress=progress,
        what=f"features of {split}",
    )
    return FeatureBatches(features, pictures.items)


def _with_prior(request: TrainingRequest, features: Tensor) -> TrainingRequest:
    """The request with the weight decay that suits a head on (N, views, F) features, unless the user chose one.

    That is logistic regression with the prior that a score has variance 1 over the F features, w ~ N(0, 1 / F): a
    penalty of F / N |w|^2 / 2 beside the mean loss of N pictures.  Adam's decay is that penalty.
    """
    if request.options.weight_decay is not None:
        return request
    count, _, width = features.shape
    prior = {"optimizer": "adam", "weight_decay": width / count}
    return replace(request, options=request.options.model_copy(update=prior))


def _augmentation(request: TrainingRequest, run: Run, default: str) -> Augmentation:
    said, channels = request.options.augment, run.network_description.input_shape[0]
    return read_augmentation(default if said is None else said, channels=channels)


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
