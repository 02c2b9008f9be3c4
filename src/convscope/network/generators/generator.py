"""What every generator is: a module that makes pictures, and knows by which loss it learns to."""

from __future__ import annotations

from abc import ABC, abstractmethod

import torch
from torch import Tensor, nn

from convscope.images import Preprocessing
from convscope.network.input import Input

# The inputs that generators have, by which it is known how they are used.
PICTURE, TIME, CLASSES = "picture", "time", "classes"


class Generator(nn.Module, ABC):
    """A module whose output are pictures (N, C, rows, columns) on the scale of -1 to 1, or leads to them.

    Which classes it shall make is an input, ``classes`` (N, classes), a share of each class: 1 for one of them, zeros
    where any will do.
    """

    @staticmethod
    @abstractmethod
    def inputs(shape: tuple[int, ...], classes: int) -> tuple[Input, ...]:
        """What it takes, in the order of `forward`.

        Args:
            shape: (C, rows, columns) of a picture.
            classes: how many it makes.
        """

    @abstractmethod
    def losses(self, pictures: Tensor, shares: Tensor, chance: torch.Generator) -> Tensor:
        """The training loss (N,) of real pictures.

        Args:
            pictures: (N, C, rows, columns) on the scale of -1 to 1.
            shares: (N, classes) of the classes in them.
            chance: draws on the CPU what is random in a step.
        """


def on_scale_of_one(shape: tuple[int, ...]) -> Preprocessing:
    """How a generator sees pictures (C, rows, columns): on the scale of -1 to 1."""
    half = (0.5,) * shape[0]
    return Preprocessing((shape[1], shape[2]), min(shape[1:]), "bilinear", half, half)
