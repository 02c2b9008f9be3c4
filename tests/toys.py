"""Small modules, one for each way of writing a network that a tracer may trip over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class RepeatedCalls(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, 4, 3)
        self.block = nn.Sequential(nn.Conv2d(4, 4, 3, padding=1), nn.ReLU())

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = self.block(self.block(self.first(x)))
        return result


class FunctionalOperations(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 6, 3)

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu6(F.pad(self.conv(x), (1, 2, 0, 1)))
        return torch.cat([F.max_pool2d(x, 2), -F.avg_pool2d(x, 2)], 1).mean((2, 3)).softmax(1)


class InPlaceOperations(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 6, 3)
        self.norm = nn.BatchNorm2d(6)

    def forward(self, x: Tensor) -> Tensor:
        x.sub_(0.5).mul_(2)
        x = F.relu_(self.norm(self.conv(x))) * 2
        x += x.mean((2, 3), keepdim=True)
        return x.clamp_(max=1.0).flatten(1)


class InPlaceOnSlices(nn.Module):
    """With batch norm: PyTorch's functionalization, which is needed here, takes it apart."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 6, 3)
        self.norm = nn.BatchNorm2d(6)
        self.head = nn.Conv2d(6, 2, 1)
        self.calls: Tensor
        self.register_buffer("calls", torch.zeros(()))

    def forward(self, x: Tensor) -> Tensor:
        self.calls += 1
        x = F.relu_(self.norm(self.conv(x))) * 2
        x[:, :2] = x[:, 2:4] * 3
        x.view(x.shape[0], 6, -1)[:, 4] += 1
        result: Tensor = self.head(x)
        return result


class SqueezeExcite(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 6, 3, padding=1)
        self.squeeze, self.excite = nn.Linear(6, 2), nn.Linear(2, 6)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv(x)
        gate = torch.sigmoid(self.excite(F.relu(self.squeeze(x.mean((2, 3))))))
        return x * gate[:, :, None, None]


class TwoOutputs(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        y = self.conv(x)
        return y.mean((2, 3)), y


class DictOutput(TwoOutputs):
    def forward(self, x: Tensor) -> Any:
        pooled, y = super().forward(x)
        return {"pooled": pooled, "parts": [y, None, x.shape[0]], "weight": self.conv.weight}


class SharedWeights(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.a, self.b = nn.Conv2d(3, 3, 3, padding=1), nn.Conv2d(3, 3, 3, padding=1)
        self.b.weight = self.a.weight

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = self.b(F.relu(self.a(x)))
        return result


class ChannelShuffle(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.grouped, self.depthwise = nn.Conv2d(3, 6, 1), nn.Conv2d(6, 6, 3, groups=6)

    def forward(self, x: Tensor) -> Tensor:
        x = self.grouped(x)
        n, c, h, w = x.shape
        x = x.view(n, 2, c // 2, h, w).transpose(1, 2).reshape(n, c, h, w)
        left, right = self.depthwise(x).chunk(2, 1)
        return torch.cat([right, left], 1)


class ChannelsLast(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv, self.norm = nn.Conv2d(3, 4, 3, padding=1), nn.LayerNorm(4)
        self.wide, self.narrow = nn.Linear(4, 8), nn.Linear(8, 4)
        self.scale = nn.Parameter(torch.rand(4, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv(x)
        y = self.narrow(F.gelu(self.wide(self.norm(x.permute(0, 2, 3, 1)))))
        result: Tensor = x + self.scale * y.permute(0, 3, 1, 2)
        return result


class OddArguments(nn.Module):
    """Arguments for which JSON has no form, a mean over everything, a tuple-valued pooling."""

    def __init__(self) -> None:
        super().__init__()
        self.pool = nn.AdaptiveMaxPool2d(3)

    def forward(self, x: Tensor) -> Tensor:
        x = F.pad(x, (1, 1), value=float("-inf")).clamp(min=-3).contiguous(memory_format=torch.channels_last)
        zeros = torch.zeros(x.shape[0], 1, 1, 1, dtype=x.dtype, device=x.device)
        result: Tensor = self.pool(x) + zeros
        return result


def _sequence(*layers: nn.Module) -> Callable[[], nn.Module]:
    return lambda: nn.Sequential(*layers)


TOYS: dict[str, tuple[Callable[[], nn.Module], tuple[int, ...]]] = {
    "single channel": (
        _sequence(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten(), nn.Linear(144, 5)),
        (1, 8, 8),
    ),
    "12 channels": (
        _sequence(nn.Conv2d(12, 4, 3, bias=False), nn.BatchNorm2d(4, affine=False), nn.ReLU6()),
        (12, 8, 9),
    ),
    "1D": (_sequence(nn.Conv1d(2, 4, 5, stride=2), nn.BatchNorm1d(4), nn.ReLU(), nn.AvgPool1d(2)), (2, 32)),
    "3D": (_sequence(nn.Conv3d(1, 4, 3), nn.BatchNorm3d(4), nn.ReLU(), nn.MaxPool3d(2)), (1, 8, 9, 10)),
    "no parameters": (_sequence(nn.AvgPool2d(2), nn.Hardswish()), (3, 8, 8)),
    "transposed": (
        _sequence(nn.Conv2d(3, 4, 3, stride=2), nn.ConvTranspose2d(4, 2, 3, stride=2), nn.BatchNorm2d(2)),
        (3, 9, 9),
    ),
    "upsampling": (
        _sequence(
            nn.Conv2d(3, 4, 3), nn.Upsample(scale_factor=2), nn.Upsample(scale_factor=1.5, mode="bilinear")
        ),
        (3, 8, 8),
    ),
    "string padding": (
        _sequence(nn.Conv2d(3, 4, (3, 4), padding="same", dilation=2), nn.BatchNorm2d(4), nn.ReLU()),
        (3, 9, 9),
    ),
    "repeated calls": (RepeatedCalls, (3, 8, 8)),
    "functional operations": (FunctionalOperations, (3, 9, 9)),
    "in-place operations": (InPlaceOperations, (3, 8, 8)),
    "in-place on slices": (InPlaceOnSlices, (3, 8, 8)),
    "squeeze and excite": (SqueezeExcite, (3, 8, 8)),
    "two outputs": (TwoOutputs, (3, 8, 8)),
    "dict output": (DictOutput, (3, 8, 8)),
    "shared weights": (SharedWeights, (3, 8, 8)),
    "channel shuffle": (ChannelShuffle, (3, 8, 8)),
    "channels last": (ChannelsLast, (3, 8, 8)),
    "odd arguments": (OddArguments, (3, 8, 8)),
}
