"""The data and the network of a training, before its first step."""

from __future__ import annotations

from convscope.learn.preparation.captioner import of_captioner
from convscope.learn.preparation.classifier import of_classifier
from convscope.learn.preparation.colorizer import of_colorizer
from convscope.learn.preparation.detector import of_detector
from convscope.learn.preparation.generator import of_generator
from convscope.learn.preparation.preparation import Preparation
from convscope.learn.preparation.region_captioner import of_region_captioner
from convscope.learn.preparation.restorer import of_restorer
from convscope.learn.preparation.segmenter import of_segmenter
from convscope.learn.preparation.texts import of_texts
from convscope.learn.preparation.things import of_things
from convscope.learn.request import TrainingRequest
from convscope.progress import Progress


def prepare(request: TrainingRequest, progress: Progress, task: str | None = None) -> Preparation:
    """Open the network and the data of a training, and decode the pictures to what the network sees.

    Args:
        request: which network and data.
        progress: told how many pictures are decoded.
        task: name of the task of a run that is resumed; see `starting_network`.

    Raises:
        ConvscopeError: the data or the network cannot be opened, or do not fit each other.
        Cancelled: somebody asked to stop.
    """
    kinds = (
        (request.learns_things, of_things),
        (request.is_detector, of_detector),
        (request.is_segmenter, of_segmenter),
        (request.is_colorizer, of_colorizer),
        (request.is_captioner, of_captioner),
        (request.is_region_captioner, of_region_captioner),
        (request.reads_texts, of_texts),
        (request.is_restorer, of_restorer),
        (request.is_generator, of_generator),
    )
    for is_asked, of_kind in kinds:
        if is_asked:
            return of_kind(request, progress)
    return of_classifier(request, progress, task)
