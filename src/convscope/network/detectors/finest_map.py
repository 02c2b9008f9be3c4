"""One map of stride 8 that knows what the coarser ones see: the finest of a feature pyramid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from torch import Tensor, nn
from torch.nn import functional as F


class FinestMap(nn.Module):
    """The maps of a trunk made one: each is mixed to the same channels, and the coarser are added to the finer.

    Source: Lin et al. 2017, "Feature pyramid networks", arXiv:1612.03144, of which this is the finest level.
    """

    def __init__(self, channels: Sequence[int], width: int) -> None:
        """Take maps of these channels, the finest first, and give one of ``width`` channels."""
        super().__init__()
        self.mixing = nn.ModuleList(nn.Conv2d(count, width, 1) for count in channels)
        self.smoothing = nn.Conv2d(width, width, 3, padding=1)
        for layer in (*self.mixing, self.smoothing):
            nn.init.kaiming_uniform_(layer.weight, a=1)
            nn.init.zeros_(layer.bias)

    def forward(self, maps: Mapping[str, Tensor]) -> Tensor:
        """(N, width, rows, columns) of the finest map."""
        *finer, together = [mix(values) for mix, values in zip(self.mixing, maps.values(), strict=True)]
        for values in reversed(finer):
            together = values + F.interpolate(together, size=values.shape[2:], mode="nearest")
        smooth: Tensor = self.smoothing(together)
        return smooth
