"""A network that reads, and texts."""

from __future__ import annotations

from convscope.learn.preparation.preparation import Preparation
from convscope.learn.request import TrainingRequest
from convscope.learn.starting_reader import starting_reader
from convscope.learn.text_data import read_texts
from convscope.progress import Progress


def of_texts(request: TrainingRequest, progress: Progress) -> Preparation:
    """See `prepare`."""
    read = read_texts(request.division.texts(), request.options.size)
    progress.note(f"{len(read.vocabulary):,} words are learned, of a text the first {read.length}")
    module, network = starting_reader(request, read.dataset.classes, read.vocabulary, read.length)
    return Preparation(module, network, read)
