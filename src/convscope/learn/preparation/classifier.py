"""A classifier, and pictures with classes."""

from __future__ import annotations

from dataclasses import replace

from convscope.datasets import Dataset
from convscope.datasets.decoding import decode_dataset
from convscope.datasets.layout import check_trained, notes_on
from convscope.datasets.masked.pairs import mask_pairs
from convscope.datasets.pictures import moments
from convscope.errors import TrainingError
from convscope.learn.preparation.notes import unreadable_pictures
from convscope.learn.preparation.preparation import Preparation
from convscope.learn.preparation.seen_sizes import first_sizes
from convscope.learn.request import TrainingRequest
from convscope.learn.starting_network import starting_network
from convscope.network.from_run import is_run
from convscope.network.libraries import full_name, library_network
from convscope.network.task.boxes import Boxes
from convscope.network.task.places import Segmentation
from convscope.progress import Progress


def of_classifier(request: TrainingRequest, progress: Progress, task: str | None) -> Preparation:
    """See `prepare`."""
    _check_is_classifier(request.network)
    dataset = request.division.pictures(progress)
    check_trained(dataset)
    _check_no_masks(dataset, request.network)
    channels, side = first_sizes(dataset)
    # A network that does not fit the classes is an error before thousands of pictures are decoded.
    module, network = starting_network(request, dataset.classes, channels=channels, side=side, task=task)
    preprocessing = network.preprocessing
    assert preprocessing is not None
    decoded = decode_dataset(
        dataset, preprocessing, skip_unreadable=request.skip_unreadable, progress=progress
    )
    for note in (*notes_on(dataset), *unreadable_pictures(decoded)):
        progress.note(note)
    if not request.is_transfer:
        mean, std = moments(decoded.splits["train"])
        network = replace(network, preprocessing=replace(preprocessing, mean=mean, std=std))
    return Preparation(module, network, decoded)


def _check_is_classifier(network: str) -> None:
    """Refuse a library's network of boxes or masks, which would be given pictures and classes.

    Raises:
        TrainingError: it is one.
    """
    known = None if is_run(network) else library_network(full_name(network) or network)
    if known is not None and known.task in (Boxes.name, Segmentation.name):
        raise TrainingError(
            f"{network} is no classifier, and networks of boxes or masks of other libraries are not trained here.",
            "Train fcos:efficientnet-lite0 for boxes, or unet:efficientnet-lite0 for masks.",
        )


def _check_no_masks(dataset: Dataset, network: str) -> None:
    """Refuse to learn photos and their masks as two classes of pictures.

    Raises:
        TrainingError: some of the pictures are masks of others.
    """
    pairs, _ = mask_pairs(item.name for item in dataset.items)
    for photo, mask in pairs.items():
        raise TrainingError(
            f"{dataset.name} holds photos with masks, {photo} with {mask}, and {network} tells pictures apart.",
            "Train a network that gives a class for each place: unet:efficientnet-lite0.",
        )
