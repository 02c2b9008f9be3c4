"""A generator, and pictures to make."""

from __future__ import annotations

from convscope.datasets.decoding import decode_dataset
from convscope.datasets.layout import check_trained
from convscope.learn.preparation.notes import unreadable_pictures
from convscope.learn.preparation.preparation import Preparation
from convscope.learn.preparation.seen_sizes import first_sizes, look_grey
from convscope.learn.request import TrainingRequest
from convscope.learn.starting_generator import starting_generator
from convscope.network.generators import STRIDE
from convscope.progress import Progress


def of_generator(request: TrainingRequest, progress: Progress) -> Preparation:
    """See `prepare`."""
    dataset = request.division.pictures_to_make(progress)
    check_trained(dataset)
    channels, side = first_sizes(dataset)
    if look_grey(dataset):
        channels = 1
    module, network = starting_generator(request, dataset.classes, channels, side or STRIDE)
    assert network.preprocessing is not None
    decoded = decode_dataset(
        dataset, network.preprocessing, skip_unreadable=request.skip_unreadable, progress=progress
    )
    for note in unreadable_pictures(decoded):
        progress.note(note)
    return Preparation(module, network, decoded)
