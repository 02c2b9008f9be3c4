"""The weights of an ncnn network: numbers in the order of its layers, without names."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from convscope.errors import NetworkError

_FLOAT16 = 0x01306B47
_FLOAT32 = (0, 0x0002C056)
_ALIGNMENT = 4


class WeightsFile:
    """A ``.bin`` file that is read from its beginning to its end."""

    def __init__(self, path: Path) -> None:
        """Open the file."""
        self._path, self._content, self._place = path, path.read_bytes(), 0

    def flagged(self, count: int) -> Tensor:
        """So many numbers (count,), behind a flag that says how each is stored.

        Raises:
            NetworkError: the file is too short, or they are numbers of 8 bits or places in a table.
        """
        flag = int.from_bytes(self._bytes(4), "little")
        if flag != _FLOAT16 and flag not in _FLOAT32:
            raise NetworkError(
                f"{self._path} holds weights that are not stored as float32 or float16.",
                "Give the network as it was before it was quantised.",
            )
        if flag in _FLOAT32:
            return self.plain(count)
        found = self._numbers(count, "<f2")
        self._bytes(-self._place % _ALIGNMENT)
        return found

    def plain(self, count: int) -> Tensor:
        """So many numbers (count,) of 32 bits.

        Raises:
            NetworkError: the file is too short.
        """
        return self._numbers(count, "<f4")

    def check_read(self) -> None:
        """Refuse a file that holds more than its network takes.

        Raises:
            NetworkError: it does.
        """
        if self._place != len(self._content):
            rest = len(self._content) - self._place
            raise NetworkError(
                f"{self._path} holds {rest} bytes more than its layers take.", "Give the .bin of this .param."
            )

    def _numbers(self, count: int, kind: str) -> Tensor:
        stored = np.frombuffer(self._bytes(count * np.dtype(kind).itemsize), kind)
        return torch.from_numpy(stored.astype(np.float32))

    def _bytes(self, count: int) -> bytes:
        found = self._content[self._place : self._place + count]
        if len(found) < count:
            raise NetworkError(
                f"{self._path} ends before all layers have their weights.",
                "Give the .bin of this .param, whole.",
            )
        self._place += count
        return found
