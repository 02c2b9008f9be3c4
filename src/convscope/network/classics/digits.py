"""``convscope/digits``: digits by one convolution, small enough for a lecture, with trained weights in the package.

`tools.digits` trains it and folds the normalisation into the first layer, so that it reads pixels from 0 to 1.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import resources

from safetensors.torch import load
from torch import nn

from convscope.images import Preprocessing
from convscope.network.architecture import Architecture, NetworkEntry
from convscope.network.declarative import declared_architecture, read_definition

NAME = "digits"
TEXT = "input 1x28x28 -> conv 8 5x5 -> relu -> maxpool 2 -> flatten -> dense 10"
FILE = "digits.safetensors"
WEIGHTS = "MNIST (60,000 digits, 2 epochs)"
LABELS = tuple("0123456789")
PREPROCESSING = Preprocessing(size=(28, 28), resize=28, interpolation="bilinear", mean=(0.0,), std=(1.0,))


def digits_architecture() -> Architecture:
    """Its architecture, with the weights of the package as its own."""
    declared = declared_architecture(TEXT, f"convscope/{NAME}")

    def trained() -> nn.Module:
        module = declared.build(None)
        file = resources.files("convscope.network").joinpath("data", FILE)
        module.load_state_dict(load(file.read_bytes()))
        return module

    return replace(
        declared,
        download=trained,
        weights=WEIGHTS,
        is_embedded=True,
        labels=LABELS,
        preprocessing=PREPROCESSING,
        preprocessing_untrained=PREPROCESSING,
    )


def digits_entry() -> NetworkEntry:
    """Its line in the list of networks."""
    return NetworkEntry(f"convscope/{NAME}", "teaching", read_definition(TEXT).input_shape, "embedded")
