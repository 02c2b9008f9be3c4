"""A network of a library's architecture: with the library's weights, random ones or those of a file."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from pathlib import Path

from torch import nn

from convscope.errors import NetworkError
from convscope.network.architecture import Architecture
from convscope.network.checkpoint import read_checkpoint
from convscope.network.description import Description
from convscope.network.device import checked_device
from convscope.network.foreign import detector_of
from convscope.network.inputs import inputs_of
from convscope.network.kept_traces import KeptTraces
from convscope.network.labels import Labels, imagenet, labels_of
from convscope.network.libraries import is_ours
from convscope.network.network import Network
from convscope.network.opening import Opening
from convscope.network.seeding import seeded
from convscope.network.state_dict import load_state, saved_classes, unwrapped
from convscope.network.task.boxes import overlap_of


def open_architecture(architecture: Architecture, asked: str | None, opening: Opening) -> Network:
    """Build an architecture with the weights that the user asked for.

    Args:
        architecture: what to build.
        asked: "default", "random" or a checkpoint's path; None for those that come with the package, if any do.
        opening: of the network, which has its name and its seed.

    Raises:
        NetworkError: no weights were chosen, or they cannot be had or do not fit.
    """
    if asked is None and architecture.is_embedded:
        asked = "default"
    is_random = asked == "random"
    with seeded(opening.seed):
        if asked is None:
            raise _no_weights(architecture)
        if asked == "default":
            module, classes, weights = _download(architecture), architecture.classes, architecture.weights
        elif is_random:
            module, classes = architecture.build(None), architecture.classes
            weights = f"random (seed {opening.seed})"
        else:
            module, classes = _with_checkpoint(architecture, Path(asked))
            weights = f"in {asked}"
    device = checked_device(opening.device)
    module = module.eval().to(device)
    photo = architecture.preprocessing_untrained if is_random else architecture.preprocessing
    if (detector := detector_of(module)) is not None:
        module, photo = detector, detector.preprocessing
    inputs = architecture.inputs or inputs_of(None, architecture.input_shape, photo, None, None, None)
    labels = labels_of(None if is_random else _labels(architecture, classes))
    traces = KeptTraces(
        architecture.name,
        module.state_dict(),
        lambda: module,
        is_kept=device.type == "cpu" and is_ours(architecture.name),
        inputs=inputs,
    )
    return Network.from_tracer(
        traces.graph,
        Description(opening.spec, weights, inputs, opening, labels, architecture.task, overlap_of(module)),
    )


def _labels(architecture: Architecture, classes: int) -> Labels | tuple[str, ...] | None:
    if len(architecture.labels) == classes:
        return architecture.labels
    # Of the data sets that other networks are trained on, only ImageNet has so many classes.
    return imagenet() if classes == len(imagenet()) else None


def _no_weights(architecture: Architecture) -> NetworkError:
    default = "default (downloads them), " if architecture.weights else ""
    return NetworkError(
        f"{architecture.name} is an architecture, and no weights for it were named.",
        f"Choose weights: {default}random (untrained) or a file.",
    )


def _download(architecture: Architecture) -> nn.Module:
    if not architecture.weights:
        raise NetworkError(
            f"There are no weights for {architecture.name} to download.",
            "Choose weights: random (untrained) or a file.",
        )
    try:
        # PyTorch announces a download on stdout, which belongs to the command's own document.
        with redirect_stdout(sys.stderr):
            return architecture.download()
    # Without a network, with a full disk or a broken download, the libraries raise errors of many kinds.
    except Exception as error:
        reason = str(error).strip().partition("\n")[0].partition(". ")[0] or type(error).__name__
        raise NetworkError(
            f"The weights {architecture.weights} of {architecture.name} could not be loaded: "
            f"{reason[:200].rstrip('.')}.",
            "Check the connection, or fetch the file elsewhere and give it as weights.",
        ) from error


def _with_checkpoint(architecture: Architecture, path: Path) -> tuple[nn.Module, int]:
    """The architecture with a checkpoint's tensors, and with as many classes as the checkpoint has."""
    saved = read_checkpoint(path)
    module = architecture.build(None)
    state = {
        name: tensor
        for name, tensor in unwrapped(saved, module.state_dict().keys()).items()
        if not name.startswith(architecture.training_only)
    }
    classes = saved_classes(module, state, architecture.classes)
    if classes != architecture.classes:
        module = architecture.build(classes)
    load_state(module, state, str(path), architecture.name)
    return module, classes
