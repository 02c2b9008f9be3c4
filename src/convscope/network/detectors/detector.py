"""What every detector is: a module that proposes boxes; most know by which loss they learn them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar, NamedTuple

from torch import Tensor, nn

from convscope.network.task.boxes import OVERLAP
from convscope.network.trunk import Trunk

# The class of what selective search says, among the truth.
SEARCHED = -2.0


class Step(NamedTuple):
    """What a step of a training needs of a detector.

    Attributes:
        outputs: what the detector gives of the photos, (N, places, 4 + classes).
        losses: of each photo (N,).
    """

    outputs: Tensor
    losses: Tensor


class Detector(nn.Module):
    """A module from photos (N, C, rows, columns) to boxes (N, places, 4 + classes).

    The first four numbers of a place are left, top, right and bottom in pixels of the input, the others a score
    (logit) for each class.

    Attributes:
        trunk: a classifier's layers, which give maps at the strides 8, 16 and 32.
        searches: whether it looks where selective search says; in training that was searched before, and is among
            the truth.
        overlap: greatest IoU of two detections of a class.
    """

    searches: ClassVar[bool] = False
    overlap: ClassVar[float] = OVERLAP

    def __init__(self, trunk: Trunk) -> None:
        """Stand on a trunk."""
        super().__init__()
        self.trunk, self._early = trunk.maps, trunk.early


class SteppedDetector(Detector, ABC):
    """A detector that learns by steps down a gradient; which places shall find a thing, and its loss, are its own."""

    def freeze_early(self) -> None:
        """Let the first layers of a trained trunk stay as they are; their gradients cost most and change least."""
        for block in self._early:
            self.trunk.get_submodule(block).requires_grad_(False)

    @abstractmethod
    def step(self, photos: Tensor, truth: Tensor) -> Step:
        """Outputs and losses of photos (N, C, rows, columns); those of one do not depend on the others of a batch.

        Args:
            photos: as the detector takes them.
            truth: (N, most, 5) left, top, right, bottom and class of what is in each; rows of -1 fill up, those of
                class -2 are what selective search says.
        """
