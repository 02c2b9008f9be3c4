"""A detector, and photos with boxes."""

from __future__ import annotations

from convscope.datasets.boxed.seen_boxes import notes_on_boxes, pictures_of, seen_boxes
from convscope.datasets.decoding import decode_dataset
from convscope.learn.boxed_data import usual_frame
from convscope.learn.detector_options import DEFAULTS
from convscope.learn.preparation.notes import unreadable_pictures
from convscope.learn.preparation.preparation import Preparation
from convscope.learn.request import TrainingRequest
from convscope.learn.searched_boxes import with_searched
from convscope.learn.starting_network import starting_network
from convscope.network.detectors import Detector, in_frame
from convscope.network.task.boxes import Boxes
from convscope.progress import Progress


def of_detector(request: TrainingRequest, progress: Progress) -> Preparation:
    """See `prepare`."""
    boxed = request.division.boxes(progress)
    frame = usual_frame(boxed, request.options.size or DEFAULTS["size"])
    module, network = starting_network(
        request, boxed.classes, seen=lambda photo: in_frame(photo, frame), task=Boxes.name
    )
    assert network.preprocessing is not None
    decoded = decode_dataset(
        pictures_of(boxed), network.preprocessing, skip_unreadable=request.skip_unreadable, progress=progress
    )
    for note in (*boxed.notes, *notes_on_boxes(boxed.photos), *unreadable_pictures(decoded)):
        progress.note(note)
    boxes = seen_boxes(boxed, network.preprocessing)
    if isinstance(module, Detector) and module.searches:
        boxes = with_searched(boxes, decoded, progress)
    return Preparation(module, network, decoded, boxes)
