"""The network that a training starts from: its input, normalisation and outputs follow from the data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor, nn

from convscope.errors import NetworkError, TrainingError
from convscope.images import Preprocessing
from convscope.learn.request import TrainingRequest
from convscope.network.architecture import Architecture
from convscope.network.checkpoint import read_checkpoint
from convscope.network.from_run import (
    TrainedNetwork,
    is_run,
    read_description,
    run_folder,
    trained_module,
    without_epoch,
)
from convscope.network.libraries import find_architecture
from convscope.network.seeding import seeded
from convscope.network.state_dict import load_state, saved_classes, unwrapped
from convscope.network.task.boxes import Boxes, overlap_of
from convscope.network.task.classes import Classes, OneScore
from convscope.network.task.colours import Colours
from convscope.network.task.instances import Instances
from convscope.network.task.places import Picture, Segmentation
from convscope.network.task.regions import Regions
from convscope.network.task.sentences import Sentences
from convscope.network.task.things import Things

# Five poolings by two need as many rows.
_LEAST_SIDE = 32


def starting_network(
    request: TrainingRequest,
    classes: tuple[str, ...],
    *,
    channels: int = 3,
    side: int | None = None,
    seen: Callable[[Preprocessing], Preprocessing] | None = None,
    task: str | None = None,
    words: tuple[str, ...] = (),
) -> tuple[nn.Module, TrainedNetwork]:
    """The module that a training starts from, and its description for the run's folder.

    Args:
        request: which network, and which weights: random ones drawn with the seed, or trained ones with a new head.
        classes: names of the data set's classes.
        channels: of the pictures.
        side: usual length of the pictures' shorter side: a network without weights that takes any size is trained
            for this size if it is smaller than the network's own.
        seen: how photos are seen, from the architecture's own preprocessing, by a detector or a segmenter.
        task: name of the task, of these and of a run that is resumed; by default one score for two classes where
            that is how the architecture ends, else a score for each class.
        words: that a captioner of regions says, by their numbers.

    Raises:
        NetworkError: there is no such network, or no such weights.
        TrainingError: the network does not take such pictures, or has other outputs than one for each class.
    """
    before = read_description(run_folder(without_epoch(request.network))) if is_run(request.network) else None
    spec = before.architecture if before else request.network
    architecture = find_architecture(spec, run_code=request.run_code, seed=request.seed)
    if task is None:
        has_one = before.outputs == 1 if before else architecture.classes == 1
        task = OneScore.name if has_one and len(classes) == 2 else Classes.name
    if seen is not None and before is None:
        preprocessing = seen(architecture.preprocessing or _of_python(architecture, channels))
    else:
        preprocessing = _preprocessing(request, before, architecture, channels, side)
    shape = preprocessing.channels, *preprocessing.size
    description = TrainedNetwork(spec, classes, shape, preprocessing, task, words=words)
    with seeded(request.seed):
        module = architecture.build(description.outputs)
        if request.is_transfer:
            _take_over(module, _trained(request, architecture))
        _check_outputs(module, description)
    return module, replace(description, overlap=overlap_of(module))


def _preprocessing(
    request: TrainingRequest,
    before: TrainedNetwork | None,
    architecture: Architecture,
    channels: int,
    side: int | None,
) -> Preprocessing:
    """How pictures become the input of an architecture, or of the run ``before`` from which training starts."""
    size = request.options.size
    if before is not None:
        if before.preprocessing is None:
            raise TrainingError(f"{request.network} takes no pictures.", "Choose another network.")
        return before.preprocessing if size is None else _resized(before.preprocessing, size)
    known = architecture.preprocessing if request.is_transfer else architecture.preprocessing_untrained
    preprocessing = known or _of_python(architecture, channels)
    # A text says its size; the libraries' networks take any.
    is_fixed = architecture.input_shape is not None
    if is_fixed and size not in (None, preprocessing.size[0]):
        raise TrainingError(
            f"{architecture.name} takes {preprocessing.size[0]} rows, got size={size}.",
            "Leave size out.",
        )
    if not is_fixed and size is None and not request.is_transfer and side is not None:
        size = min(max(_LEAST_SIDE, -(-side // 32) * 32), preprocessing.size[0])
    return preprocessing if size in (None, preprocessing.size[0]) else _resized(preprocessing, size)


def _trained(request: TrainingRequest, architecture: Architecture) -> nn.Module:
    if is_run(request.network):
        return trained_module(request.network, run_code=request.run_code)
    if request.weights in (None, "default"):
        return architecture.download()
    return _with_checkpoint(architecture, Path(str(request.weights)))


def _check_outputs(module: nn.Module, description: TrainedNetwork) -> None:
    if description.task in (Sentences.name, Regions.name):
        return  # it takes words as well, and has a score for each that is known
    shape, classes = " x ".join(map(str, description.input_shape)), len(description.classes)
    try:
        with torch.no_grad():
            scores = module.eval()(torch.zeros(1, *description.input_shape))
    except (RuntimeError, ValueError, TypeError, IndexError) as error:
        reason = str(error).partition("\n")[0]
        raise TrainingError(
            f"{description.architecture} does not take pictures of {shape}: {reason}", "Choose another size."
        ) from error
    module.train()
    if description.task == Boxes.name and isinstance(scores, Tensor) and scores.dim() == 3:
        return
    if description.task == Instances.name and isinstance(scores, Mapping):
        return
    if (
        description.task in (Segmentation.name, Things.name, Colours.name)
        and isinstance(scores, Tensor)
        and scores.dim() == 4
    ):
        return
    if description.task == Picture.name and isinstance(scores, Tensor) and _enlarges(scores, description):
        return
    if not isinstance(scores, Tensor):
        given = f"a {type(scores).__name__}"
    elif scores.shape == (1, description.outputs) or (
        description.task == OneScore.name and scores.numel() == 1
    ):
        return
    elif scores.dim() == 2:
        given = f"{scores.shape[1]} score{'s' if scores.shape[1] > 1 else ''}"
    else:
        given = f"an output of shape {tuple(scores.shape[1:])}"
    raise TrainingError(
        f"{description.architecture} gives {given} for a picture, and the data have {classes} classes.",
        "A classifier's last layer has one output for each class, or one for two classes.",
    )


def enlargement(module: nn.Module, shape: tuple[int, ...]) -> int:
    """How many times longer a network from picture to picture makes the sides of an input (C, rows, columns)."""
    with torch.no_grad():
        given: Tensor = module.eval()(torch.zeros(1, *shape))
    module.train()
    return int(given.shape[2]) // shape[1]


def _enlarges(picture: Tensor, description: TrainedNetwork) -> bool:
    """Whether an output is a picture of as many channels, each side as long as the input's or a multiple of it."""
    channels, *sides = description.input_shape
    scale = picture.shape[-1] // sides[-1]
    return scale > 0 and picture.shape == (1, channels, *(scale * side for side in sides))


def _of_python(architecture: Architecture, channels: int) -> Preprocessing:
    if architecture.input_shape is not None:
        raise TrainingError(
            f"{architecture.name} takes no pictures of one or three channels.",
            "Choose a network for pictures.",
        )
    return Preprocessing((224, 224), 224, "bilinear", (0.5,) * channels, (0.25,) * channels)


def _resized(preprocessing: Preprocessing, size: int) -> Preprocessing:
    """The same for another size, the crop being as large a part of the photo as before."""
    resize = preprocessing.resize
    factor = size / preprocessing.size[0]
    if isinstance(resize, tuple):
        return replace(
            preprocessing, size=(size, size), resize=(round(resize[0] * factor), round(resize[1] * factor))
        )
    return replace(preprocessing, size=(size, size), resize=round((resize or size) * factor))


def _with_checkpoint(architecture: Architecture, path: Path) -> nn.Module:
    saved = read_checkpoint(path)
    module = architecture.build(None)
    state = unwrapped(saved, module.state_dict().keys())
    classes = saved_classes(module, state, architecture.classes)
    module = architecture.build(classes)
    load_state(module, state, str(path), architecture.name)
    return module


def _take_over(module: nn.Module, trained: nn.Module) -> None:
    """Copy the trained tensors that fit into a new module; its head, which does not fit, stays new."""
    own = module.state_dict()
    fitting = {
        name: tensor
        for name, tensor in trained.state_dict().items()
        if name in own and own[name].shape == tensor.shape
    }
    if not any(name in fitting for name in own):
        raise NetworkError("None of the trained tensors fits the network.", "Name its own weights.")
    module.load_state_dict(fitting, strict=False)
