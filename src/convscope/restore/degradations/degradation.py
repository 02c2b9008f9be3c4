"""What is done to a photo, step by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from convscope.restore.degradations.missing import Missing
from convscope.restore.degradations.noise import CameraNoise, Noise


class Step(Protocol):
    """One thing that is done to a photo."""

    @property
    def text(self) -> str:
        """What it is, for people: ``noise 25``."""
        ...

    def __call__(self, picture: NDArray[np.float32], generator: np.random.Generator) -> NDArray[np.float32]:
        """The picture (rows, columns, channels), on the scale of 0 to 255, afterwards."""
        ...


@dataclass(frozen=True)
class Degradation:
    """Steps in their order.

    Attributes:
        steps: none leave a photo as it is.
        scale: how many times shorter the sides of a photo become.
    """

    steps: tuple[Step, ...]
    scale: int = 1

    @property
    def text(self) -> str:
        """What is done, for people: ``shrink 2, noise 5``."""
        return ", ".join(step.text for step in self.steps)

    @property
    def hides(self) -> bool:
        """Whether pixels are missing afterwards, and the others known."""
        return any(isinstance(step, Missing) for step in self.steps)

    @property
    def is_noise(self) -> bool:
        """Whether noise is all that is done, or nothing is done to photos that are noisy themselves."""
        return all(isinstance(step, Noise | CameraNoise) for step in self.steps)

    def __call__(self, pixels: NDArray[np.uint8], generator: np.random.Generator) -> NDArray[np.float32]:
        """What becomes of a photo.

        Args:
            pixels: (rows, columns, channels), the sides multiples of the scale.
            generator: of everything random.

        Returns:
            (rows / scale, columns / scale, channels) on the scale of 0 to 255; noise is neither rounded nor cut off,
            as in the papers that its figures are compared with.
        """
        picture = pixels.astype(np.float32)
        for step in self.steps:
            picture = step(picture, generator)
        return picture
