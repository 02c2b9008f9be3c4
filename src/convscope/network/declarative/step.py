"""One step of a declared network."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar, Self

from convscope.arithmetic import LayerArithmetic
from convscope.network.declarative.words import Words

if TYPE_CHECKING:
    from torch import nn


class Step(ABC):
    """What a step computes of its input's shape, as arithmetic and as PyTorch's module.

    Attributes:
        values: names of the words that follow the step's own, in their order.
        least: how many of them must be given.
        options: names of the words that are followed by a value.
    """

    values: ClassVar[tuple[str, ...]] = ()
    least: ClassVar[int] = 0
    options: ClassVar[tuple[str, ...]] = ()

    @classmethod
    @abstractmethod
    def read(cls, words: Words, shape: tuple[int, ...]) -> Self:
        """Read the step; ``shape`` is (C, ...) of its input.

        Raises:
            LayerSizeError: a word is no size.
            NetworkError: a word is nothing else that belongs there.
        """

    @property
    @abstractmethod
    def text(self) -> str:
        """The step as `read` takes it, with nothing in it that need not be said."""

    @abstractmethod
    def arithmetic(self, shape: tuple[int, ...]) -> LayerArithmetic:
        """Output shape and cost for an input (C, ...).

        Raises:
            LayerSizeError: the step is impossible there.
        """

    @abstractmethod
    def modules(self, shape: tuple[int, ...]) -> dict[str, nn.Module]:
        """PyTorch's modules for an input (C, ...), in their order, by what they are called."""
