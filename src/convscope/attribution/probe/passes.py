"""Forward and backward passes, counted for each photo."""

from __future__ import annotations

import torch
from torch import Tensor


class Passes:
    """Photos sent forward plus photos sent backward so far, whole or in part."""

    def __init__(self) -> None:
        self._counted: list[Tensor] = []

    def count(self, owners: Tensor, each: int = 1) -> None:
        """Add ``each`` passes for every entry of the owners (B,), the photos' numbers."""
        self._counted.append(each * torch.bincount(owners))

    @property
    def total(self) -> int:
        """Those of all photos."""
        return sum(int(counted.sum()) for counted in self._counted)

    def of(self, row: int) -> int:
        """Those of one photo."""
        return sum(int(counted[row]) for counted in self._counted if row < len(counted))
