"""Finished pictures kept for the next time that somebody asks for them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from convscope.cache import cache_folder
from convscope.errors import OutputError
from convscope.files import replacing


@dataclass(frozen=True)
class PictureCache:
    """A folder of pictures, each found again by all that decides it.

    Attributes:
        folder: made when the first picture is put there.
    """

    folder: Path

    @classmethod
    def of_user(cls) -> PictureCache:
        """``pictures`` in the cache."""
        return cls(cache_folder() / "pictures")

    def find(self, keys: Sequence[str]) -> tuple[Tensor, Tensor, int] | None:
        """Images (N, C, rows, columns), attention and steps of N keys; None unless all are there."""
        found = []
        for key in keys:
            # Half a file, which NumPy and zlib tell in many ways, is none.
            with suppress(Exception), np.load(self._place(key)) as arrays:
                found.append((arrays["image"], arrays["attention"], int(arrays["steps"])))
        if len(found) < len(keys):
            return None
        images, attention, steps = zip(*found, strict=True)
        return torch.from_numpy(np.stack(images)), torch.from_numpy(np.stack(attention)), steps[0]

    def put(self, keys: Sequence[str], images: Tensor, attention: Tensor, steps: int) -> None:
        """Keep the pictures of keys; where the folder cannot be written to, nothing is kept."""
        seen = attention if len(attention) else torch.zeros(len(images), 0)
        with suppress(OutputError, OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            for key, image, pulled in zip(keys, images.numpy(), seen.numpy(), strict=True):
                with replacing(self._place(key)) as temporary, temporary.open("wb") as file:
                    np.savez_compressed(file, image=image, attention=pulled, steps=steps)

    def _place(self, key: str) -> Path:
        return self.folder / f"{key}.npz"


def picture_key(*parts: Mapping[str, Any] | str | int) -> str:
    """32 hexadecimal digits of plain values."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]
