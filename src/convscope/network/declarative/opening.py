"""A declared network as an architecture that can be opened."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from convscope.errors import NetworkError
from convscope.images import IMAGENET, Preprocessing
from convscope.network.architecture import Architecture
from convscope.network.declarative.reading import read_definition

if TYPE_CHECKING:
    from torch import nn

# Mean and standard deviation of the pixels of MNIST's training images, the usual ones for grey digits.
_GREY = Preprocessing(size=(28, 28), resize=28, interpolation="bilinear", mean=(0.1307,), std=(0.3081,))


def declared_architecture(text: str, name: str = "") -> Architecture:
    """The architecture that a text declares, called ``name``, or by the shortest text that says the same.

    Raises:
        NetworkError: a word is not known or belongs elsewhere.
        LayerSizeError: a layer is impossible.
    """
    definition = read_definition(text)
    name = name or definition.text

    def build(classes: int | None) -> nn.Module:
        return (definition if classes is None else definition.with_classes(classes)).module()

    def download() -> nn.Module:
        raise NetworkError(f"Nobody has published weights for {name}.", "Choose random weights.")

    preprocessing = _preprocessing(definition.input_shape)
    return Architecture(
        name=name,
        build=build,
        download=download,
        weights="",
        classes=definition.output_shape[0],
        preprocessing=preprocessing,
        preprocessing_untrained=preprocessing,
        input_shape=definition.input_shape,
    )


def _preprocessing(shape: tuple[int, ...]) -> Preprocessing | None:
    """The whole photo in the input's size; none where the input is no photo."""
    if len(shape) != 3 or shape[0] not in (1, 3):
        return None
    size = shape[1], shape[2]
    return replace(_GREY if shape[0] == 1 else IMAGENET, size=size, resize=min(size))
