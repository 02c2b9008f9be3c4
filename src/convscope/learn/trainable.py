"""From a network's name and data to a module that can be trained: input, normalisation and labels follow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor, nn

from convscope.errors import NetworkError, TrainingError
from convscope.images import Preprocessing
from convscope.network import embedded
from convscope.network.architecture import Architecture
from convscope.network.architectures import find_architecture
from convscope.network.checkpoint import read_checkpoint
from convscope.network.choice import seeded
from convscope.network.from_run import TrainedNetwork, is_run, read_description, run_folder, trained_module
from convscope.network.state_dict import load_state, saved_classes, unwrapped

# Pooling five times by two leaves nothing of less.
_LEAST_SIDE = 32


@dataclass(frozen=True)
class Plan:
    """What will be trained, before the data are decoded and anything is built.

    Attributes:
        architecture: the spec that the run will name.
        preprocessing: how pictures become its input; from scratch its mean and deviation are still to be measured.
        is_transfer: whether it starts from trained weights.
        build: an untrained module for so many classes.
        trained: the module with the weights to start from; None from scratch.
    """

    architecture: str
    preprocessing: Preprocessing
    is_transfer: bool
    build: Callable[[int], nn.Module]
    trained: Callable[[], nn.Module] | None

    @property
    def input_shape(self) -> tuple[int, int, int]:
        """(C, rows, columns) of one picture."""
        return self.preprocessing.channels, *self.preprocessing.size

    def description(self, classes: tuple[str, ...]) -> TrainedNetwork:
        """What the run's weights will be the weights of."""
        return TrainedNetwork(self.architecture, classes, self.input_shape, self.preprocessing)

    def module(self, classes: int, seed: int) -> nn.Module:
        """The module to train: new from the seed, or trained with a new head.

        Raises:
            TrainingError: it has other than so many outputs, or does not take such pictures.
        """
        with seeded(seed):
            module = self.build(classes)
            if self.trained is not None:
                _take_over(module, self.trained())
            self._check_outputs(module, classes)
        return module

    def _check_outputs(self, module: nn.Module, classes: int) -> None:
        shape = " x ".join(map(str, self.input_shape))
        try:
            with torch.no_grad():
                scores = module.eval()(torch.zeros(1, *self.input_shape))
        except (RuntimeError, ValueError, TypeError, IndexError) as error:
            reason = str(error).partition("\n")[0]
            raise TrainingError(
                f"{self.architecture} does not take pictures of {shape}: {reason}", "Choose another --size."
            ) from error
        module.train()
        if not isinstance(scores, Tensor):
            given = f"a {type(scores).__name__}"
        elif scores.shape == (1, classes):
            return
        elif scores.dim() == 2:
            given = f"{scores.shape[1]} scores"
        else:
            given = f"an output of shape {tuple(scores.shape[1:])}"
        raise TrainingError(
            f"{self.architecture} gives {given} for a picture, and the data have {classes} classes.",
            "A classifier's last layer has one output for each class.",
        )


def plan_training(
    spec: str,
    *,
    weights: str | None = None,
    channels: int = 3,
    side: int | None = None,
    size: int | None = None,
    seed: int = 0,
    run_code: bool = False,
) -> Plan:
    """How a network will be trained.

    Args:
        spec: as `convscope.open_network` takes it, a run included.
        weights: ``random``, ``default`` or a checkpoint; by default those of the embedded network and of a run,
            and random ones for others.
        channels: of the pictures.
        side: usual length of the pictures' shorter side: a network without weights that takes any size is trained
            for theirs if it is smaller than its own.
        size: rows and columns of the input, said by the user.
        seed: of what a Python file draws.
        run_code: whether a Python file may run.

    Raises:
        NetworkError: there is no such network or weights.
        TrainingError: the network does not take pictures, or not of this size.
    """
    if is_run(spec):
        return _of_run(spec, weights, size, run_code)
    architecture = find_architecture(spec, run_code=run_code, seed=seed)
    is_transfer = weights not in (None, "random") or (spec == embedded.NAME and weights is None)
    preprocessing = architecture.preprocessing if is_transfer else architecture.preprocessing_untrained
    if preprocessing is None:
        preprocessing = _of_python(architecture, channels)
    # A text says its size; the libraries' networks take any.
    is_fixed = architecture.input_shape is not None
    if is_fixed and size not in (None, preprocessing.size[0]):
        raise TrainingError(
            f"{architecture.name} takes {preprocessing.size[0]} rows, --size {size} came.",
            "Leave --size out.",
        )
    if not is_fixed and size is None and not is_transfer and side is not None:
        size = min(max(_LEAST_SIDE, -(-side // 32) * 32), preprocessing.size[0])
    if size is not None and size != preprocessing.size[0]:
        preprocessing = _resized(preprocessing, size)

    def trained() -> nn.Module:
        if weights in (None, "default"):
            return architecture.download()
        return _with_checkpoint(architecture, Path(str(weights)))

    return Plan(
        architecture=spec,
        preprocessing=preprocessing,
        is_transfer=is_transfer,
        build=architecture.build,
        trained=trained if is_transfer else None,
    )


def _of_run(spec: str, weights: str | None, size: int | None, run_code: bool) -> Plan:
    folder = run_folder(spec)
    before = read_description(folder)
    if before.preprocessing is None:
        raise TrainingError(f"{spec} takes no pictures.", "Choose another network.")
    is_transfer = weights != "random"
    preprocessing = before.preprocessing if size is None else _resized(before.preprocessing, size)
    return Plan(
        architecture=before.architecture,
        preprocessing=preprocessing,
        is_transfer=is_transfer,
        build=find_architecture(before.architecture, run_code=run_code).build,
        trained=(lambda: trained_module(folder, run_code=run_code)) if is_transfer else None,
    )


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
    """Give a new module the trained tensors that fit it; the head, which does not fit, stays new."""
    own = module.state_dict()
    fitting = {
        name: tensor
        for name, tensor in trained.state_dict().items()
        if name in own and own[name].shape == tensor.shape
    }
    if not any(name in fitting for name in own):
        raise NetworkError("None of the trained tensors fits the network.", "Name the right --weights.")
    module.load_state_dict(fitting, strict=False)
