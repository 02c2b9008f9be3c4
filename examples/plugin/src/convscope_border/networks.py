"""A library of networks, ``plain/NAME``."""

from __future__ import annotations

from torch import nn

from convscope.network.architecture import Architecture, NetworkEntry
from convscope.network.libraries import Library

SHAPE = (3, 32, 32)


def build(classes: int | None) -> nn.Module:
    """Two convolutions and a linear layer."""
    return nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(8, 8, 3, stride=2, padding=1),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(8, classes or 10),
    )


def architecture(name: str) -> Architecture:
    """The architecture of a name; it has no trained weights."""
    return Architecture(
        name=f"plain/{name}",
        build=build,
        download=lambda: build(None),
        weights="",
        classes=10,
        preprocessing=None,
        preprocessing_untrained=None,
        input_shape=SHAPE,
    )


plain = Library(
    name="plain",
    names=lambda: ["tiny"],
    architecture=architecture,
    entries=lambda: [NetworkEntry("plain/tiny", "plain", SHAPE, "none")],
)
