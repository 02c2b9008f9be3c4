"""FCOS: each place of three maps says how far the edges of a box around it are, and what is in the box.

Source: Tian et al. 2019, "FCOS: fully convolutional one-stage object detection", arXiv:1904.01355; on a feature
pyramid (Lin et al. 2017, arXiv:1612.03144).  Centre-ness is not predicted: the class score learns how well the box
fits (Li et al. 2020, "Generalized focal loss", arXiv:2006.04388).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from convscope.network.detectors.detector import Step, SteppedDetector
from convscope.network.detectors.fcos_loss import fcos_losses
from convscope.network.trunk import STRIDES, Trunk

_CHANNELS = 96
_GROUPS = 16
_DEPTH = 2
# The score with which training begins: most places show nothing.
_PRIOR = 0.01
# Of the logarithm of a distance in strides; a box can be as large as any photo that is trained on.
_MOST = 6.0


class FCOS(SteppedDetector):
    """The detector.

    At place p of a map with stride s, whose centre is (x, y), the box is (x - l, y - t, x + r, y + b) with
    (l, t, r, b) = s exp(a d + c), d being the four outputs of the box tower, a and c learned for each map.

    Attributes:
        trunk: gives the maps at the strides 8, 16 and 32.
        head: pyramid and towers.
    """

    def __init__(self, trunk: Trunk, classes: int) -> None:
        """Put new heads for so many classes on a trunk."""
        super().__init__(trunk)
        self.head = Head(trunk.channels, classes)

    def forward(self, photos: Tensor) -> Tensor:
        """Boxes and scores (N, places, 4 + classes), the places of the finest map first."""
        outputs: Tensor = self.head(self.trunk(photos))
        return outputs

    def step(self, photos: Tensor, truth: Tensor) -> Step:
        """See `SteppedDetector.step`."""
        outputs, (rows, columns) = self(photos), photos.shape[2:]
        return Step(outputs, fcos_losses(outputs, truth, (rows, columns), STRIDES))


class Head(nn.Module):
    """Feature pyramid, and the towers for classes and boxes that its maps share."""

    def __init__(self, channels: Sequence[int], classes: int) -> None:
        from torchvision.ops import FeaturePyramidNetwork  # what it imports takes longer than PyTorch itself

        super().__init__()
        self.pyramid = FeaturePyramidNetwork(list(channels), _CHANNELS)
        self.class_tower, self.box_tower = _tower(), _tower()
        self.classes = nn.Conv2d(_CHANNELS, classes, 3, padding=1)
        self.boxes = nn.Conv2d(_CHANNELS, 4, 3, padding=1)
        self.scales = nn.Parameter(torch.ones(len(STRIDES)))
        # A box of a map is about 8 strides wide to begin with.
        self.shifts = nn.Parameter(torch.full((len(STRIDES),), math.log(4)))
        for layer in (self.classes, self.boxes):
            nn.init.normal_(layer.weight, std=0.01)
        nn.init.zeros_(_bias(self.boxes))
        nn.init.constant_(_bias(self.classes), math.log(_PRIOR / (1 - _PRIOR)))

    def forward(self, maps: dict[str, Tensor]) -> Tensor:
        """(N, places, 4 + classes) from the trunk's maps."""
        found = []
        for level, values in enumerate(self.pyramid(maps).values()):
            stride = STRIDES[level]
            distances = self.boxes(self.box_tower(values)).float()
            logarithms = distances * self.scales[level] + self.shifts[level]
            left, top, right, bottom = (stride * logarithms.clamp(max=_MOST).exp()).unbind(1)
            rows, columns = values.shape[2:]
            y = (torch.arange(rows, device=values.device) + 0.5) * stride
            x = (torch.arange(columns, device=values.device) + 0.5) * stride
            row, column = y[:, None], x[None, :]
            boxes = torch.stack([column - left, row - top, column + right, row + bottom], 1)
            scores = self.classes(self.class_tower(values)).float()
            found.append(torch.cat([boxes, scores], 1).flatten(2))
        return torch.cat(found, 2).transpose(1, 2)


def _tower() -> nn.Sequential:
    layers: list[nn.Module] = []
    for _ in range(_DEPTH):
        convolution = nn.Conv2d(_CHANNELS, _CHANNELS, 3, padding=1, bias=False)
        layers += [convolution, nn.GroupNorm(_GROUPS, _CHANNELS), nn.ReLU()]
    return nn.Sequential(*layers)


def _bias(layer: nn.Conv2d) -> Tensor:
    assert layer.bias is not None
    return layer.bias
