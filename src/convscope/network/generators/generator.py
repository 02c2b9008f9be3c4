"""What every generator is: a module that makes pictures, and knows by which loss it learns to."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from convscope.images import Preprocessing
from convscope.network.input import Input

# The inputs that generators have, by which it is known how they are used.
PICTURE, TIME, CODE, CLASSES = "picture", "time", "code", "classes"
# Share of the training pictures whose class is left out, so that pictures of any class are learned, too.
LEFT_OUT = 0.1


class Generator(nn.Module, ABC):
    """A module whose output are pictures (N, C, rows, columns) on the scale of -1 to 1, or leads to them.

    Which classes it shall make is an input, ``classes`` (N, classes), a share of each class: 1 for one of them, zeros
    where any will do.

    Attributes:
        usual: settings of a training that it wants where the user says nothing.
        betas: by which Adam forgets the mean of its gradients, and of their squares.
        is_told_by_loss: whether a lower loss means better pictures; else the last epoch is the best.
    """

    usual: ClassVar[Mapping[str, Any]] = {}
    betas: ClassVar[tuple[float, float]] = (0.9, 0.99)
    is_told_by_loss: ClassVar[bool] = True

    @abstractmethod
    def __init__(self, shape: tuple[int, ...], classes: int) -> None:
        """Make a network that nobody trained.

        Args:
            shape: (C, rows, columns) of a picture, the sides multiples of 4.
            classes: how many it makes.
        """
        super().__init__()

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


def now_and_then_any(shares: Tensor, chance: torch.Generator) -> Tensor:
    """Shares (N, classes) of which a tenth of the rows, drawn by chance, are zeros.

    Source: Ho and Salimans 2022, "Classifier-free diffusion guidance", arXiv:2207.12598.
    """
    return shares * (torch.rand(len(shares), 1, generator=chance) >= LEFT_OUT).to(shares)


def on_scale_of_one(shape: tuple[int, ...]) -> Preprocessing:
    """How a generator sees pictures (C, rows, columns): on the scale of -1 to 1."""
    half = (0.5,) * shape[0]
    return Preprocessing((shape[1], shape[2]), min(shape[1:]), "bilinear", half, half)
