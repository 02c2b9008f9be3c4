"""A detector that learns masks, and photos whose things have some."""

from __future__ import annotations

from convscope.datasets.decoding import decode_dataset
from convscope.datasets.masked.seen_things import SeenThings
from convscope.errors import TrainingError
from convscope.learn.detector_options import DEFAULTS
from convscope.learn.masked_data import (
    pictures_of_masks,
    usual_size,
)
from convscope.learn.preparation.notes import missing_classes, unreadable_pictures
from convscope.learn.preparation.preparation import Preparation
from convscope.learn.request import TrainingRequest
from convscope.learn.starting_network import starting_network
from convscope.network.detectors import in_frame
from convscope.network.task.instances import Instances
from convscope.progress import Progress


def of_things(request: TrainingRequest, progress: Progress) -> Preparation:
    """See `prepare`."""
    masked = request.division.masks(progress)
    if not masked.coding.is_numbered:
        raise TrainingError(
            f"The masks of {masked.name} name classes, and {request.network} learns things, each by its own mask.",
            "Put masks that number things into a folder instances, give a JSON file of COCO with a segmentation for "
            "each thing, or train unet:efficientnet-lite0.",
        )
    size, longer = usual_size(masked), request.options.size or DEFAULTS["size"]
    frame = round(size[0] * longer / max(size)), round(size[1] * longer / max(size))
    module, network = starting_network(
        request, masked.classes[1:], seen=lambda photo: in_frame(photo, frame), task=Instances.name
    )
    assert network.preprocessing is not None
    pictures = pictures_of_masks(masked)
    decoded = decode_dataset(
        pictures, network.preprocessing, skip_unreadable=request.skip_unreadable, progress=progress
    )
    things = SeenThings.of(masked, network.preprocessing)
    checked = things.check({split: decoded.splits[split].items for split in ("train", "val")}, progress)
    missing = missing_classes(
        [label for label, count in zip(network.classes, checked.counts, strict=True) if not count]
    )
    for note in (*masked.notes, *unreadable_pictures(decoded), *missing):
        progress.note(note)
    return Preparation(module, network, decoded, things=things, masks=checked.fingerprint)
