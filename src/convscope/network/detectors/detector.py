"""What every detector is: a module that proposes boxes, and knows by which loss it learns them."""

from __future__ import annotations

from abc import ABC, abstractmethod

from torch import Tensor, nn


class Detector(nn.Module, ABC):
    """A module from photos (N, C, rows, columns) to boxes (N, places, 4 + classes).

    The first four numbers of a place are left, top, right and bottom in pixels of the input, the others a score
    (logit) for each class.  Which places shall find a thing is the detector's own matter, and so is its loss.
    """

    @abstractmethod
    def freeze_early(self) -> None:
        """Let the first layers of a trained trunk stay as they are; their gradients cost most and change least."""

    @abstractmethod
    def losses(self, outputs: Tensor, truth: Tensor, size: tuple[int, int]) -> Tensor:
        """The training loss (N,) of each photo, which does not depend on the other photos of a batch.

        Args:
            outputs: (N, places, 4 + classes) of the photos.
            truth: (N, most, 5) left, top, right, bottom and class of what is in each; rows of -1 fill up.
            size: (rows, columns) of the photos.
        """
