"""The generator that a training starts from: the size of its pictures and its classes follow from the data."""

from __future__ import annotations

from torch import nn

from convscope.errors import TrainingError
from convscope.learn.request import TrainingRequest
from convscope.network.checkpoint import read_checkpoint
from convscope.network.from_run import (
    TrainedNetwork,
    is_run,
    read_description,
    run_folder,
    weights_of_run,
    without_epoch,
)
from convscope.network.generators import STRIDE, on_scale_of_one
from convscope.network.seeding import seeded
from convscope.network.state_dict import load_state
from convscope.network.task.places import Generation

# Rows and columns of pictures where the data's are larger and nobody says a size.
_USUAL = 32


def starting_generator(
    request: TrainingRequest, classes: tuple[str, ...], channels: int, side: int
) -> tuple[nn.Module, TrainedNetwork]:
    """The module that a training starts from, and its description for the run's folder.

    Args:
        request: which generator, or a run of one, which is gone on with.
        classes: names of the data set's classes.
        channels: of the pictures.
        side: usual length of their shorter side.

    Raises:
        NetworkError: the weights of the run cannot be read.
        TrainingError: it does not make such pictures.
    """
    if is_run(request.network):
        before = read_description(run_folder(without_epoch(request.network)))
        if before.classes != classes or before.input_shape[0] != channels:
            raise TrainingError(
                f"{request.network} makes {len(before.classes)} classes of pictures of {before.input_shape[0]} "
                f"channels, and the data have {len(classes)} and {channels}.",
                "Train on data of the same classes, or train a new generator.",
            )
        with seeded(request.seed):
            module = before.module()
        if request.is_transfer:
            file = weights_of_run(request.network)
            load_state(module, read_checkpoint(file), str(file), before.architecture)
        return module, before
    if request.is_transfer:
        raise TrainingError(
            f"{request.network} has no weights of {request.weights} to start from.", "Leave weights out."
        )
    size = request.options.size or min(_USUAL, -(-side // STRIDE) * STRIDE)
    if size % STRIDE:
        raise TrainingError(
            f"A generator makes pictures whose sides are multiples of {STRIDE}, got size={size}.",
            f"Choose size={max(2, round(size / STRIDE)) * STRIDE}.",
        )
    shape = channels, size, size
    description = TrainedNetwork(request.network, classes, shape, on_scale_of_one(shape), Generation.name)
    with seeded(request.seed):
        return description.module(), description
