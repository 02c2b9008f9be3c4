"""A segmenter, and photos with masks."""

from __future__ import annotations

from convscope.learn.masked_data import (
    classes_of_masks,
    read_masks,
    task_of_masks,
    usual_size,
)
from convscope.learn.preparation.notes import missing_classes, unreadable_pictures
from convscope.learn.preparation.preparation import Preparation
from convscope.learn.request import TrainingRequest
from convscope.learn.segmenter_options import MOST
from convscope.learn.starting_network import starting_network
from convscope.network.segmenters import seen_photos
from convscope.progress import Progress


def of_segmenter(request: TrainingRequest, progress: Progress) -> Preparation:
    """See `prepare`."""
    masked = request.division.masks(progress)
    size, longer = usual_size(masked), request.options.size
    if longer is None and max(size) > MOST:
        longer = MOST
    if longer is not None:
        size = (round(size[0] * longer / max(size)), round(size[1] * longer / max(size)))
    module, network = starting_network(
        request,
        classes_of_masks(masked),
        seen=lambda photo: seen_photos(photo, size, longer),
        task=task_of_masks(masked),
    )
    assert network.preprocessing is not None
    read = read_masks(
        masked, network.preprocessing, skip_unreadable=request.skip_unreadable, progress=progress
    )
    for note in (*masked.notes, *unreadable_pictures(read), *missing_classes(read.missing())):
        progress.note(note)
    return Preparation(module, network, read)
