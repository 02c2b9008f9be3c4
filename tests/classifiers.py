"""Small classifiers for tests: real in their parts, quick to trace, with weights from a seed."""

from collections.abc import Sequence
from functools import cache

import torch
from torch import Tensor, nn

from convscope.network import Network

CONVOLUTIONS = {1: nn.Conv1d, 2: nn.Conv2d, 3: nn.Conv3d}
NORMS = {1: nn.BatchNorm1d, 2: nn.BatchNorm2d, 3: nn.BatchNorm3d}
CLASSES = 5


class Classifier(nn.Module):
    """Convolutions, batch norm, both kinds of rectifier, a skip connection, a mean and a linear layer."""

    def __init__(self, channels: int, axes: int, seed: int = 0) -> None:
        super().__init__()
        conv, norm = CONVOLUTIONS[axes], NORMS[axes]
        self.stem = conv(channels, 8, 3, padding=1, bias=False)
        self.norm = norm(8)
        self.relu = nn.ReLU(inplace=True)
        self.down = conv(8, 12, 3, stride=2, padding=1)
        self.relu6 = nn.ReLU6()
        self.mix = conv(12, 12, 3, padding=1, groups=2)
        self.last = nn.ReLU()
        self.head = nn.Linear(12, CLASSES)
        generator = torch.Generator().manual_seed(seed)
        with torch.no_grad():
            for parameter in self.parameters():
                parameter.copy_(torch.randn(parameter.shape, generator=generator) * 0.4)
            self.norm.weight.add_(1)
            self.norm.running_mean.copy_(torch.randn(8, generator=generator) * 0.2)  # type: ignore[union-attr]
            self.norm.running_var.copy_(torch.rand(8, generator=generator) + 0.5)  # type: ignore[union-attr]

    def forward(self, x: Tensor) -> Tensor:
        x = self.relu(self.norm(self.stem(x)))
        x = self.relu6(self.down(x))
        x = self.last(self.mix(x) + x)
        return self.head(x.flatten(2).mean(2))  # type: ignore[no-any-return]


@cache
def classifier(
    shape: tuple[int, ...], device: torch.device | None = None, dtype: torch.dtype = torch.float64
) -> Network:
    """A network for inputs of a shape (C, ...), traced once; by default in float64, which hides no difference."""
    return Network(Classifier(shape[0], len(shape) - 1).to(device, dtype).eval(), input_shape=shape)


def inputs(shape: Sequence[int], count: int, *, seed: int = 0) -> list[Tensor]:
    """Different inputs (C, ...) in float64."""
    return list(torch.randn((count, *shape), generator=torch.Generator().manual_seed(seed)).double())
