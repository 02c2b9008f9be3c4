"""Training the head of a trained network, on features that are computed once."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor, nn

from convscope.datasets.batches import FeatureBatches
from convscope.datasets.decoding import DecodedDataset
from convscope.learn.dropout import drop_before
from convscope.learn.features import VIEWS, StandardizedHead, compute_features
from convscope.learn.fitting import fit
from convscope.learn.network_parts import penultimate
from convscope.learn.phase import TrainingPhase
from convscope.learn.request import TrainingRequest
from convscope.learn.run import CHECKPOINT, HEAD, Run
from convscope.learn.weights import save_weights
from convscope.network import Network
from convscope.network.checkpoint import read_checkpoint
from convscope.network.from_run import BEST
from convscope.progress import Progress


def train_head(
    request: TrainingRequest,
    run: Run,
    module: nn.Module,
    head: nn.Linear,
    network: Network,
    decoded: DecodedDataset,
    epochs: int,
    progress: Progress,
) -> dict[str, float]:
    """Train the head, or take it where it was trained before a fine-tuning that was killed.

    Args:
        request: the training.
        run: where it is recorded.
        module: the whole network, which has the trained head afterwards.
        head: its last layer.
        network: the same module as it evaluates.
        decoded: the pictures.
        epochs: of the head.
        progress: told how far features and training are.

    Returns:
        The metrics of the best epoch.
    """
    done = run.folder / HEAD
    if done.is_file():
        module.load_state_dict(read_checkpoint(done))
        row = [row for row in run.metrics() if row["epoch"] <= epochs][-1]
        return {name: value for name, value in row.items() if name not in ("rate", "seconds")}
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
