"""Generators by name: ``ddpm``, ``dcgan`` and ``vae``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from torch import nn

from convscope.errors import NetworkError
from convscope.network.architecture import Architecture, NetworkEntry
from convscope.network.generators.dcgan import DCGAN
from convscope.network.generators.ddpm import DDPM
from convscope.network.generators.generator import Generator, on_scale_of_one
from convscope.network.generators.vae import VAE
from convscope.network.input import Input
from convscope.network.task.places import Generation

_LIBRARY = "convscope"
# Made of the shape of a picture and the number of classes.
_GENERATORS: Mapping[str, type[Generator]] = {"ddpm": DDPM, "dcgan": DCGAN, "vae": VAE}
# Of pictures where nobody trained for others: those of MNIST.
_SHAPE, _CLASSES = (1, 28, 28), 10
# A picture's sides are halved twice.
STRIDE = 4


def generator_names() -> list[str]:
    """What `generator_architecture` takes."""
    return list(_GENERATORS)


def generator_entries() -> list[NetworkEntry]:
    """The generators for the list of networks."""
    return [NetworkEntry(f"{_LIBRARY}/{name}", "generators", _SHAPE, "none") for name in _GENERATORS]


def is_generator(spec: str) -> bool:
    """Whether a spec names a generator, with or without its library."""
    return spec.removeprefix(f"{_LIBRARY}/") in _GENERATORS


def new_generator(spec: str, shape: tuple[int, ...], classes: int) -> Generator:
    """A generator that nobody has trained.

    Args:
        spec: a name for which `is_generator` holds.
        shape: (C, rows, columns) of a picture, the sides multiples of `STRIDE`.
        classes: how many it makes.
    """
    return _kind(spec)(shape, classes)


def generator_inputs(spec: str, shape: tuple[int, ...], classes: int) -> tuple[Input, ...]:
    """What such a generator takes; it is not built."""
    return _kind(spec).inputs(shape, classes)


def usual_settings(spec: str) -> Mapping[str, Any]:
    """How such a generator is trained where the user says nothing; what is not in it, as all of them."""
    return _kind(spec).usual


def is_told_by_loss(spec: str) -> bool:
    """Whether a lower loss of such a generator means better pictures."""
    return _kind(spec).is_told_by_loss


def generator_architecture(name: str) -> Architecture:
    """A generator of digits, which nobody has trained.

    Args:
        name: of `generator_names`.
    """

    def download() -> nn.Module:
        raise NetworkError(f"{name} comes untrained.", "Train it on pictures: `convscope train`.")

    seen = on_scale_of_one(_SHAPE)
    return Architecture(
        name=f"{_LIBRARY}/{name}",
        build=partial(_built, name),
        download=download,
        weights="",
        classes=_CLASSES,
        preprocessing=seen,
        preprocessing_untrained=seen,
        task=Generation.name,
        inputs=generator_inputs(name, _SHAPE, _CLASSES),
    )


def _kind(spec: str) -> type[Generator]:
    return _GENERATORS[spec.removeprefix(f"{_LIBRARY}/")]


def _built(name: str, classes: int | None) -> nn.Module:
    return new_generator(name, _SHAPE, classes or _CLASSES)
