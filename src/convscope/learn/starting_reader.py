"""The network that reads texts, before its first step."""

from __future__ import annotations

from torch import nn

from convscope.errors import TrainingError
from convscope.learn.request import TrainingRequest
from convscope.network.from_run import TrainedNetwork, is_run
from convscope.network.libraries import find_architecture
from convscope.network.seeding import seeded
from convscope.network.task.classes import Classes
from convscope.network.vocabulary import Vocabulary


def starting_reader(
    request: TrainingRequest, classes: tuple[str, ...], vocabulary: Vocabulary, length: int
) -> tuple[nn.Module, TrainedNetwork]:
    """The module that a training on texts starts from, and its description for the run's folder.

    Args:
        request: which network; its weights are drawn with the seed.
        classes: names of the texts' classes.
        vocabulary: the words that it learns.
        length: words of a text that it reads.

    Raises:
        TrainingError: trained weights are asked for.
    """
    if is_run(request.network) or request.weights not in (None, "random"):
        raise TrainingError(
            "A network that reads is trained from random weights: the words of trained ones are others.",
            "Name convscope/dcnn, and leave weights out.",
        )
    description = TrainedNetwork(
        request.network, classes, (length,), None, Classes.name, words=vocabulary.words
    )
    with seeded(request.seed):
        module = find_architecture(request.network).build(len(classes))
    return module, description
