"""A captioner, and photos with sentences."""

from __future__ import annotations

from convscope.datasets.decoding import decode_dataset
from convscope.learn.caption_data import Told
from convscope.learn.preparation.notes import unreadable_pictures
from convscope.learn.preparation.preparation import Preparation
from convscope.learn.request import TrainingRequest
from convscope.learn.starting_network import starting_network
from convscope.network.task.sentences import Sentences
from convscope.progress import Progress


def of_captioner(request: TrainingRequest, progress: Progress) -> Preparation:
    """See `prepare`."""
    told = Told.of(request.division.captions())
    module, network = starting_network(request, told.vocabulary.words, task=Sentences.name)
    assert network.preprocessing is not None
    decoded = decode_dataset(
        told.captioned.pictures,
        network.preprocessing,
        skip_unreadable=request.skip_unreadable,
        progress=progress,
    )
    for note in unreadable_pictures(decoded):
        progress.note(note)
    return Preparation(module, network, decoded, told=told)
