"""Networks that make pictures: ``ddpm``."""

from convscope.network.generators.architectures import (
    STRIDE,
    generator_architecture,
    generator_entries,
    generator_inputs,
    generator_names,
    is_generator,
    new_generator,
)
from convscope.network.generators.ddpm import signal_and_noise
from convscope.network.generators.generator import CLASSES, PICTURE, TIME, Generator, on_scale_of_one

__all__ = [
    "CLASSES",
    "PICTURE",
    "STRIDE",
    "TIME",
    "Generator",
    "generator_architecture",
    "generator_entries",
    "generator_inputs",
    "generator_names",
    "is_generator",
    "new_generator",
    "on_scale_of_one",
    "signal_and_noise",
]
