"""Values made from a network's tensors alone, kept until one of those tensors changes."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

import torch

from convscope.graph.recent import Recent
from convscope.graph.tensors import Tensors

T = TypeVar("T")


class Prepared:
    """Prepared values by their keys: folded weights, ways back through layers, compiled engines."""

    def __init__(self, tensors: Tensors, bound: int) -> None:
        """Keep at most so many, the most recent."""
        self._tensors = tensors
        self._names, self._values = Recent(bound), Recent(bound)

    def get(self, key: Hashable, behind: Callable[[], Sequence[str]], make: Callable[[], T]) -> T:
        """The value of a key, made anew after one of the tensors behind it has changed.

        Args:
            key: of the value.
            behind: names of the tensors that it is made of, asked once for each key.
            make: makes it.
        """
        state = [self._tensors.state(name) for name in self._names.get(key, behind)]

        def made() -> T:
            with torch.inference_mode(False), torch.no_grad():
                return make()

        return self._values.get(key, made, state)
