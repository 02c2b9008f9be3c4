"""Networks that make pictures: ``ddpm``, ``dcgan`` and ``vae``."""

from convscope.network.generators.architectures import (
    STRIDE,
    generator_architecture,
    generator_entries,
    generator_inputs,
    generator_names,
    is_generator,
    is_told_by_loss,
    new_generator,
    usual_settings,
)
from convscope.network.generators.ddpm import signal_and_noise
from convscope.network.generators.generator import CLASSES, CODE, PICTURE, TIME, Generator, on_scale_of_one

__all__ = [
    "CLASSES",
    "CODE",
    "PICTURE",
    "STRIDE",
    "TIME",
    "Generator",
    "generator_architecture",
    "generator_entries",
    "generator_inputs",
    "generator_names",
    "is_generator",
    "is_told_by_loss",
    "new_generator",
    "on_scale_of_one",
    "signal_and_noise",
    "usual_settings",
]
