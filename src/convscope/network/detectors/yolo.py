"""YOLO as it was first published: each cell of one coarse grid says which class it shows, and gives two boxes.

Source: Redmon et al. 2016, "You only look once: unified, real-time object detection", arXiv:1506.02640.  The grid is
the trunk's last map, a cell 32 pixels wide, and the last layers are convolutions, which take photos of any size; the
paper's are linear layers over 7 x 7 cells of 64 pixels.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from convscope.network.detectors.detector import Step, SteppedDetector
from convscope.network.detectors.yolo_cells import Cells
from convscope.network.detectors.yolo_loss import yolo_losses
from convscope.network.trunk import STRIDES, Trunk

# B, of each cell.
_BOXES = 2
_WIDTH = 256
_GROUPS = 16
_SLOPE = 0.1


class YOLO(SteppedDetector):
    """The detector.

    Attributes:
        trunk: gives the maps, of which the last is read.
        head: from it to what each cell says.
    """

    def __init__(self, trunk: Trunk, classes: int) -> None:
        """Put a new head for so many classes on a trunk."""
        super().__init__(trunk)
        self.head = Head(trunk.channels[-1], classes)

    def forward(self, photos: Tensor) -> Tensor:
        """Boxes and scores (N, 2 cells, 4 + classes): both boxes of the first cell, of the next in its row ..."""
        outputs: Tensor = self.head(self.trunk(photos))
        return outputs

    def step(self, photos: Tensor, truth: Tensor) -> Step:
        """See `SteppedDetector.step`."""
        cells = self.head.cells(self.trunk(photos))
        return Step(cells.outputs, yolo_losses(cells, truth))


class Head(nn.Module):
    """What each cell says; the last layer has no activation, as everything is learned by squared errors."""

    def __init__(self, channels: int, classes: int) -> None:
        super().__init__()
        self.count = classes
        self.layers = nn.Sequential(*_layer(channels), *_layer(_WIDTH), *_layer(_WIDTH))
        self.says = nn.Conv2d(_WIDTH, classes + 5 * _BOXES, 1)
        # A box stands in the middle of its cell to begin with, and is as wide and high as a sixth of the photo.
        nn.init.normal_(self.says.weight, std=0.01)
        start = torch.tensor([0.0] * (classes + _BOXES) + [0.5, 0.5, 0.4, 0.4] * _BOXES)
        self.says.bias = nn.Parameter(start)

    def forward(self, maps: dict[str, Tensor]) -> Tensor:
        """(N, 2 cells, 4 + classes) from the trunk's maps."""
        return self.cells(maps).outputs

    def cells(self, maps: dict[str, Tensor]) -> Cells:
        """What the cells of the last map say."""
        values = self.says(self.layers(maps[str(len(STRIDES) - 1)])).float()
        rows, columns = values.shape[2:]
        each = values.flatten(2).transpose(1, 2)
        classes, confidences, shapes = each.split([self.count, _BOXES, 4 * _BOXES], -1)
        return Cells(classes, confidences, shapes.unflatten(-1, (_BOXES, 4)), (rows, columns), STRIDES[-1])


def _layer(channels: int) -> list[nn.Module]:
    convolution = nn.Conv2d(channels, _WIDTH, 3, padding=1, bias=False)
    return [convolution, nn.GroupNorm(_GROUPS, _WIDTH), nn.LeakyReLU(_SLOPE)]
