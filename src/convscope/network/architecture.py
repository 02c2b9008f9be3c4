"""An architecture: how to build a network, apart from the numbers in it; and its line in the list of networks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from torch import nn

from convscope.images import Preprocessing
from convscope.network.input import Input


@dataclass(frozen=True)
class Architecture:
    """A named architecture of a library.

    Attributes:
        name: with the library's prefix, ``torchvision/resnet50``.
        build: an untrained module with so many outputs; None for the architecture's own number.
        download: the module with the library's own weights, or an error of the library's.
        weights: what those weights are called; empty where the library has none.
        classes: number of outputs of its own.
        preprocessing: what trained weights ask for; None where the input is no photo.
        preprocessing_untrained: what the architecture asks for when nobody has trained it.
        training_only: beginnings of the names of tensors that only training needs, such as auxiliary heads.
        input_shape: (C, ...) of one example, where it is not that of the preprocessing.
        task: name of what its outputs mean, where the graph does not say it.
        labels: names of what its own weights tell apart; empty where they are ImageNet's, or nobody named them.
        inputs: what it takes, where that is more than one thing.
        is_embedded: whether its own weights lie in the package, so that they are taken unless others are named.
    """

    name: str
    build: Callable[[int | None], nn.Module]
    download: Callable[[], nn.Module]
    weights: str
    classes: int
    preprocessing: Preprocessing | None
    preprocessing_untrained: Preprocessing | None
    training_only: tuple[str, ...] = ()
    input_shape: tuple[int, ...] | None = None
    task: str | None = None
    labels: tuple[str, ...] = ()
    inputs: tuple[Input, ...] = ()
    is_embedded: bool = False


@dataclass(frozen=True)
class NetworkEntry:
    """A network that can be opened by name.

    Attributes:
        name: what `open_network` takes.
        family: the line of architectures that it belongs to.
        input_shape: (C, rows, columns) that its trained weights take.
        weights: where trained ones come from: "embedded", "download" or "none".
    """

    name: str
    family: str
    input_shape: tuple[int, ...]
    weights: str
