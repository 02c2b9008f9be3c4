"""A network that says what regions show, and photos with phrases in boxes."""

from __future__ import annotations

from convscope.datasets.boxed.seen_boxes import notes_on_boxes, pictures_of
from convscope.datasets.decoding import decode_dataset
from convscope.learn.boxed_data import usual_frame
from convscope.learn.detector_options import DEFAULTS
from convscope.learn.preparation.notes import unreadable_pictures
from convscope.learn.preparation.preparation import Preparation
from convscope.learn.region_data import seen_phrases, vocabulary_of, without_long
from convscope.learn.request import TrainingRequest
from convscope.learn.starting_network import starting_network
from convscope.network.detectors import in_frame
from convscope.network.task.regions import REGION, Regions
from convscope.progress import Progress


def of_region_captioner(request: TrainingRequest, progress: Progress) -> Preparation:
    """See `prepare`."""
    regions = without_long(request.division.regions(progress))
    vocabulary = vocabulary_of(regions)
    frame = usual_frame(regions, request.options.size or DEFAULTS["size"])
    module, network = starting_network(
        request,
        (REGION,),
        seen=lambda photo: in_frame(photo, frame),
        task=Regions.name,
        words=vocabulary.words,
    )
    assert network.preprocessing is not None
    decoded = decode_dataset(
        pictures_of(regions),
        network.preprocessing,
        skip_unreadable=request.skip_unreadable,
        progress=progress,
    )
    for note in (*regions.notes, *notes_on_boxes(regions.photos), *unreadable_pictures(decoded)):
        progress.note(note)
    boxes = seen_phrases(regions, network.preprocessing, vocabulary)
    return Preparation(module, network, decoded, boxes)
