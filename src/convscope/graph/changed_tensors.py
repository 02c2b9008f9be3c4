"""The tensors of a network with some of their numbers changed; the network's own stay what they are."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence

import torch
from torch import Tensor

from convscope.graph.recent import Recent
from convscope.graph.tensors import Tensors

# Where in a tensor, and the number that stands there.
Change = tuple[tuple[int, ...], float]


class ChangedTensors(Tensors):
    """Tensors of which some numbers are others, and further ones beside them.

    A tensor that the network has under two names is changed under both.

    Args:
        tensors: the network's.
        changes: by a tensor's name, the later ones over the earlier ones.
        added: further tensors by names that the network does not have.
    """

    def __init__(
        self, tensors: Tensors, changes: Mapping[str, Sequence[Change]], added: Mapping[str, Tensor]
    ) -> None:
        self._tensors, self._added = tensors, dict(added)
        self._changes: dict[str, list[Change]] = {}
        for name, found in changes.items():
            for other in _names_of(tensors, name):
                self._changes.setdefault(other, []).extend(found)
        self._changed = Recent(max(1, len(self._changes)))

    @property
    def changed(self) -> frozenset[str]:
        """Names of the tensors that are not as the network has them."""
        return frozenset(self._changes)

    def __getitem__(self, name: str) -> Tensor:
        if name in self._added:
            return self._added[name]
        own = self._tensors[name]
        if name not in self._changes:
            return own

        def make() -> Tensor:
            with torch.inference_mode(False), torch.no_grad():
                copy = own.detach().clone()
                for index, value in self._changes[name]:
                    copy[index] = value
            return copy

        found: Tensor = self._changed.get(name, make, self._tensors.state(name))
        return found

    def __iter__(self) -> Iterator[str]:
        yield from self._tensors
        yield from self._added

    def __len__(self) -> int:
        return len(self._tensors) + len(self._added)

    def state(self, name: str) -> Hashable:
        """That of the network's own; what is changed in it stays the same."""
        return 0 if name in self._added else self._tensors.state(name)


def _names_of(tensors: Tensors, name: str) -> list[str]:
    """All names of one tensor: those of the same shape at the same place in memory."""
    own = tensors[name]

    def is_same(other: Tensor) -> bool:
        return other is own or (
            other.data_ptr() == own.data_ptr() and other.shape == own.shape and other.stride() == own.stride()
        )

    return [other for other in tensors if is_same(tensors[other])]
