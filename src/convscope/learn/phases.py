"""The phases of a training: one from scratch, and for a trained network its head and then its fine-tuning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Literal

import torch
from torch import Tensor

from convscope.datasets.annotated_batches import AnnotatedBatches
from convscope.datasets.augmentation import Augmentation, Augmenter, read_augmentation
from convscope.datasets.batches import Batches, PictureBatches
from convscope.datasets.decoding import DecodedDataset
from convscope.datasets.texts import TextBatches
from convscope.errors import TrainingError
from convscope.learn.as_network import as_network
from convscope.learn.dropout import set_dropout
from convscope.learn.fitting import fit
from convscope.learn.head import train_head
from convscope.learn.masked_data import ReadMasks
from convscope.learn.network_parts import head_layer
from convscope.learn.outputs import scores_of
from convscope.learn.phase import TrainingPhase
from convscope.learn.photo_data import ReadPhotos
from convscope.learn.preparation import Preparation
from convscope.learn.request import TrainingRequest
from convscope.learn.run import Run
from convscope.learn.segmenter_options import crop_size
from convscope.learn.text_data import ReadTexts
from convscope.network import Network
from convscope.network.detectors import SteppedDetector
from convscope.network.task import Task
from convscope.network.task.colours import Colours
from convscope.network.task.places import Segmentation
from convscope.progress import Progress
from convscope.restore.colour_batches import ColourBatches, weights_of
from convscope.restore.patch_batches import MiddleBatches, PatchBatches
from convscope.restore.targets import Target
from convscope.segmentation.mask_batches import CropBatches, WindowBatches

EPOCHS = 20
HEAD_EPOCHS = 100


def train_from_scratch(
    request: TrainingRequest, run: Run, prepared: Preparation, progress: Progress
) -> dict[str, float]:
    """Train a whole network from random weights; the metrics of the best epoch."""
    options, module = request.options, prepared.module
    if options.dropout is not None:
        set_dropout(module, run.network_description.input_shape, options.dropout)
    network = as_network(run, module)
    # Lightning trains a module in the mode in which it comes, and dropout must be active.
    module.train()
    augmentation = _augmentation(request, run, "light")
    return fit(_of_whole("training", request, run, prepared, network, augmentation), progress)


def train_from_weights(
    request: TrainingRequest, run: Run, prepared: Preparation, progress: Progress
) -> dict[str, float]:
    """Train a trained network's head, then, if asked to, the whole network; the metrics of the best epoch."""
    options, module = request.options, prepared.module
    augmentation = _augmentation(request, run, "none")
    network = as_network(run, module)
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
        best = train_head(request, run, module, head, network, prepared.decoded, first, progress)
    if options.fine_tune or head is None:
        module.train()
        if options.dropout is not None:
            set_dropout(module, run.network_description.input_shape, options.dropout)
        phase = _of_whole("fine-tuning", request, run, prepared, network, augmentation)
        epochs = options.fine_tune or phase.epochs
        best = fit(replace(phase, epochs=epochs, first_epoch=first, best=best), progress)
    return best


def _of_whole(
    name: Literal["training", "fine-tuning"],
    request: TrainingRequest,
    run: Run,
    prepared: Preparation,
    network: Network,
    augmentation: Augmentation,
) -> TrainingPhase:
    """A phase that trains all of a network."""
    module = prepared.module
    if name == "fine-tuning" and isinstance(module, SteppedDetector):
        module.freeze_early()
    size = _learned_size(prepared, request)
    augmenter = augmentation.augmenter(size, len(run.classes), request.seed)
    said, task = request.options.epochs, network.task
    target = request.options.target
    return TrainingPhase(
        name=name,
        request=request,
        run=run,
        module=module,
        task=network.task,
        train=_batches(prepared, "train", augmenter, request.seed, target),
        val=_batches(prepared, "val", None, request.seed, target),
        epochs=EPOCHS if said is None else said,
        scores=scores_of(network.graph()),
        weighted=_weighted(task, prepared.data) if request.options.class_weights else None,
    )


def _learned_size(prepared: Preparation, request: TrainingRequest) -> tuple[int, int]:
    """(rows, columns) of the pictures that are learned from; texts are one row of words."""
    if isinstance(prepared.data, ReadTexts):
        return 1, prepared.data.length
    assert prepared.network.preprocessing is not None
    size = prepared.network.preprocessing.size
    if isinstance(prepared.data, ReadPhotos):
        assert request.options.size is not None
        return request.options.size, request.options.size
    return crop_size(size) if isinstance(prepared.data, ReadMasks) else size


def _weighted(
    task: Task, data: DecodedDataset | ReadMasks | ReadPhotos | ReadTexts
) -> Callable[[Tensor, Tensor], Tensor] | None:
    """The loss in which places of rare classes or colours count more."""
    if isinstance(task, Colours) and isinstance(data, ReadPhotos):
        return partial(task.loss, weights=weights_of(data.splits["train"], task))
    if not isinstance(task, Segmentation) or not isinstance(data, ReadMasks):
        return None
    return partial(task.loss, weights=torch.tensor(data.class_weights()))


def _batches(
    prepared: Preparation, split: str, augmenter: Augmenter | None, seed: int, target: Target
) -> Batches:
    if isinstance(prepared.data, ReadMasks):
        photos, reader = prepared.data.splits[split], prepared.data.reader
        if augmenter is not None:
            return CropBatches(photos, reader, augmenter)
        return WindowBatches(photos, prepared.data.sizes_of(split), reader)
    if isinstance(prepared.data, ReadPhotos):
        items = prepared.data.splits[split]
        if prepared.degradation is None:
            assert prepared.network.preprocessing is not None
            return ColourBatches(items, prepared.network.preprocessing.size, augmenter)
        if augmenter is not None:
            return PatchBatches(items, prepared.degradation, augmenter, target)
        return MiddleBatches(items, prepared.degradation, seed, target)
    if isinstance(prepared.data, ReadTexts):
        return TextBatches.of(prepared.data.splits[split], prepared.data.vocabulary, prepared.data.length)
    pictures = prepared.decoded.splits[split]
    annotations = prepared.things or prepared.boxes
    if annotations is not None:
        return AnnotatedBatches(pictures, annotations, augmenter)
    return PictureBatches(pictures, augmenter)


def _augmentation(request: TrainingRequest, run: Run, default: str) -> Augmentation:
    said, channels = request.options.augment, run.network_description.input_shape[0]
    return read_augmentation(default if said is None else said, channels=channels)
