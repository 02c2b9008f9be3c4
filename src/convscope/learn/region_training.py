"""Training R-CNN: its trunk stays as it is, its head is learned by support vectors and ridge regression."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
import torch
from torch import nn

from convscope.detection.coding import encoded
from convscope.detection.verdicts import verdicts
from convscope.errors import TrainingError
from convscope.learn.as_network import as_network
from convscope.learn.epochs import describe_epoch
from convscope.learn.linear_functions import Floats, Linear, Scale, scale_of
from convscope.learn.meters import MeanAveragePrecision
from convscope.learn.metrics_table import write_metrics
from convscope.learn.offset_regression import ridge_regression
from convscope.learn.platt_scaling import platt_scaling
from convscope.learn.preparation import Preparation
from convscope.learn.region_features import PhotoRegions, make_room, region_features
from convscope.learn.request import TrainingRequest
from convscope.learn.run import Run
from convscope.learn.support_vectors import Examples, support_vectors
from convscope.learn.trainer import process
from convscope.learn.weights import save_weights
from convscope.network.detectors.rcnn import RCNN
from convscope.network.from_run import BEST, LAST
from convscope.network.task.boxes import Boxes
from convscope.progress import Progress

# Greatest IoU of a region with things of a class that it shall not show, and least IoU with the thing to be reached.
_NEGATIVE, _NEAR = 0.3, 0.6


def train_regions(
    request: TrainingRequest, run: Run, prepared: Preparation, progress: Progress
) -> dict[str, float]:
    """Train R-CNN's head; the metrics of its only epoch.

    A training that was killed goes on from the features in the cache, and the rest of it takes the same steps.

    Raises:
        TrainingError: the training photos hold no region with a class, or none without.
        Cancelled: somebody asked to stop.
    """
    if process()[0]:
        return {}
    began, module = time.monotonic(), prepared.module
    assert isinstance(module, RCNN)
    module.eval().to(memory_format=torch.channels_last)
    train, val = (_regions(module, run, prepared, split, progress) for split in ("train", "val"))
    make_room({photo.place for photo in (*train, *val)})
    examples = [_examples(photo, run.classes) for photo in train]
    _check(examples, run.classes)
    if not request.is_transfer:
        progress.note(
            "The trunk has random weights, which R-CNN does not learn: name others, such as its default ones."
        )
    progress.note(f"{run.name}: support vectors of {len(train)} photos")
    scale = scale_of(photo.read() for photo in examples)
    margins = support_vectors(examples, scale, request.seed, progress)
    _set(module.head.scores, margins)
    _set(module.head.offsets, _offsets(train, scale, len(run.classes)))
    _calibrate(module.head.scores, _judged(module, run, val))
    row = {
        "epoch": 1.0,
        "train_loss": _hinge(examples, margins),
        "val_loss": _hinge([_examples(photo, run.classes) for photo in val], margins),
        f"val_{run.figures[0].name}": float(_judged(module, run, val).compute()),
        "rate": 0.0,
        "seconds": round(time.monotonic() - began, 3),
    }
    for name in (BEST, LAST):
        save_weights(module, run.folder / name)
    write_metrics(run.folder, row)
    progress.note(describe_epoch(row, run.figures[0]))
    return {name: value for name, value in row.items() if name not in ("rate", "seconds")}


def _regions(
    module: RCNN, run: Run, prepared: Preparation, split: str, progress: Progress
) -> list[PhotoRegions]:
    preprocessing, boxes = run.network_description.preprocessing, prepared.boxes
    assert preprocessing is not None
    assert boxes is not None
    pictures = prepared.decoded.splits[split]
    return region_features(
        module, pictures, boxes, preprocessing, progress=progress, what=f"features of {split}"
    )


def _examples(photo: PhotoRegions, classes: Sequence[str]) -> Examples:
    """Things show their class; regions show none that they overlap by less than 0.3."""
    labels = torch.arange(len(classes))
    is_of = photo.things[:, 4:] == labels
    most = (photo.overlaps()[..., None] * is_of).amax(1) if len(photo.things) else torch.zeros(1, 1)
    positive = torch.zeros(len(photo.boxes), len(classes), dtype=torch.bool)
    positive[photo.searched :] = is_of
    negative = (most < _NEGATIVE).expand_as(positive)
    return Examples(lambda: photo.features().numpy(), positive.numpy(), negative.numpy())


def _check(examples: Sequence[Examples], classes: Sequence[str]) -> None:
    for label, name in enumerate(classes):
        if not any(photo.positive[:, label].any() for photo in examples):
            raise TrainingError(f"No training photo that can be read shows {name}.", "Give some more.")
        if not any(photo.negative[:, label].any() for photo in examples):
            raise TrainingError(
                f"All regions of the training photos show {name}, so that nothing tells it apart.",
                "Give photos that also show something else.",
            )


def _offsets(photos: Sequence[PhotoRegions], scale: Scale, classes: int) -> Linear:
    """Four numbers for each class, learned of regions that overlap a thing of the class by more than 0.6."""
    each = []
    for label in range(classes):
        near = (one for photo in photos if (one := _near(photo, label, scale)) is not None)
        each.append(ridge_regression(near, len(scale.mean), 4))
    together = Linear(
        np.concatenate([one.weight for one in each]), np.concatenate([one.bias for one in each])
    )
    return scale.folded(together)


def _near(photo: PhotoRegions, label: int, scale: Scale) -> tuple[Floats, Floats] | None:
    """Features and offsets of a photo's regions that are near a thing of a class; None where there are none."""
    is_of = photo.things[:, 4] == label
    if not is_of.any():
        return None
    most, which = photo.overlaps()[: photo.searched, is_of].max(1)
    near = most > _NEAR
    if not near.any():
        return None
    regions = photo.boxes[: photo.searched][near]
    wanted = encoded(photo.things[is_of][which[near], :4], regions)
    return scale(photo.features()[: photo.searched][near].numpy()), wanted.numpy()


def _set(layer: nn.Linear, learned: Linear) -> None:
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(learned.weight))
        layer.bias.copy_(torch.from_numpy(learned.bias))


def _judged(module: RCNN, run: Run, photos: Sequence[PhotoRegions]) -> MeanAveragePrecision:
    """What the module finds in photos beside what is there."""
    task = as_network(run, module).task
    assert isinstance(task, Boxes)
    meter = MeanAveragePrecision(task)
    rows, columns = run.network_description.input_shape[1:]
    for photo in photos:
        count = photo.searched
        features, seen = photo.features()[None, :count], photo.boxes[None, :count]
        with torch.no_grad():
            meter.update(module.judged(features, seen, (rows, columns)), photo.things[None])
    return meter


def _calibrate(layer: nn.Linear, judged: MeanAveragePrecision) -> None:
    """Let the layer give logits of probabilities instead of margins: slope and shift of Platt's sigmoid are in it."""
    photos = judged.judged()
    for label in range(layer.out_features):
        margins, right = [], []
        for photo in photos:
            for verdict in verdicts(photo):
                if photo.found.labels[verdict.detection] == label:
                    score = photo.found.scores[verdict.detection]
                    margins.append(np.log(score / (1 - score)))
                    right.append(verdict.value == "right")
        sigmoid = platt_scaling(np.array(margins), np.array(right, bool))
        with torch.no_grad():
            layer.weight[label] *= sigmoid.slope
            layer.bias[label] = sigmoid.slope * layer.bias[label] + sigmoid.shift


def _hinge(examples: Sequence[Examples], margins: Linear) -> float:
    """The loss of support vectors: the mean of max(0, 1 - y m) over the regions and classes that are learned from."""
    total, count = 0.0, 0
    for photo in examples:
        own = margins(photo.read())
        for sign, chosen in ((1, photo.positive), (-1, photo.negative)):
            total += float(np.maximum(0, 1 - sign * own[chosen]).sum())
            count += int(chosen.sum())
    return total / max(count, 1)
