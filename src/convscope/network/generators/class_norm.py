"""A normalisation whose scale and shift follow from the class that is asked for."""

from __future__ import annotations

from torch import Tensor, nn


class ClassNorm(nn.Module):
    """(1 + a_class) norm(x) + b_class, for maps (N, channels, rows, columns).

    A class that is told only beside the code is one number among many, and learned late or not at all.

    Source: Dumoulin, Shlens and Kudlur 2017, "A learned representation for artistic style", arXiv:1610.07629, where
    it is called conditional instance normalization.
    """

    def __init__(self, norm: nn.Module, channels: int, classes: int) -> None:
        """Follow a norm of so many channels."""
        super().__init__()
        self.norm, self.told = norm, nn.Linear(classes, 2 * channels, bias=False)

    def forward(self, values: Tensor, classes: Tensor) -> Tensor:
        """Of the same shape, from maps and shares of classes (N, classes)."""
        scale, shift = self.told(classes)[:, :, None, None].chunk(2, 1)
        changed: Tensor = self.norm(values) * (1 + scale) + shift
        return changed
