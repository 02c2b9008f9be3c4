"""A synthesised picture with all that made it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.render.manifest import save_with_manifest


@dataclass(frozen=True, eq=False)
class Synthesis:
    """A picture that a network was made to answer to.

    Attributes:
        maker: what made it, such as ``visualize``.
        objective: what was climbed.
        value: what was reached.
        steps: how many were taken.
        stopped: whether it was stopped early.
        picture: what is saved.
        images: (N, rows, columns, C) the pictures by themselves, 0 to 1.
        settings: all that decides the picture besides the network.
        network: name, weights, digest, and how it was opened.
        photos: digests of the photos that it was made of, by path.
        facts: further figures.
        film: the picture at several steps on the way, where that was asked for.
        seconds: that it took.
    """

    maker: str
    objective: str
    value: float
    steps: int
    stopped: bool
    picture: Image.Image
    images: NDArray[np.float32]
    settings: Mapping[str, Any]
    network: Mapping[str, Any]
    photos: Mapping[str, str]
    facts: Mapping[str, Any]
    film: tuple[Image.Image, ...]
    seconds: float
    ticks: int

    def manifest(self) -> dict[str, Any]:
        """How the picture was made, in plain values; `convscope.makers.reproduce` takes it."""
        from convscope.version import VERSION

        return {
            "convscope": VERSION,
            "maker": self.maker,
            "network": dict(self.network),
            "settings": dict(self.settings),
            "photos": dict(self.photos),
            "stopped_at": self.ticks if self.stopped else None,
            "objective": self.objective,
            "value": self.value,
            "steps": self.steps,
        }

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the picture as a PNG that carries how it was made (text chunk ``convscope``).

        Raises:
            OutputError: the place cannot be written to or has another format's ending.
        """
        save_with_manifest(self.picture, path, self.manifest())
