"""Values of layers for one example: a mapping that shows itself in a notebook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import torch
from PIL import Image
from torch import Tensor

from convscope.render import contact_sheet, sequential, signed
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import facts, pictures, sentence

# What a notebook shows at most.
LAYERS = 6
CHANNELS = 8


class FeatureMaps(Displayed, Mapping[str, Tensor]):
    """What layers compute for one example.

    Args:
        values: (C, ...) of each layer, by its address.
    """

    def __init__(self, values: Mapping[str, Tensor]) -> None:
        self._values = dict(values)

    def __getitem__(self, address: str) -> Tensor:
        return self._values[address]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def pictures(self, address: str, *, channels: int = CHANNELS) -> list[tuple[str, Image.Image]]:
        """Maps of a layer's strongest channels, those that vary most from place to place, the strongest first.

        All have one scale: from black for the least value to pale yellow for the greatest or, where values are
        negative, red for positive, blue for negative, white for zero.

        Args:
            address: of a layer whose values are (C, rows, columns).
            channels: how many at most.

        Returns:
            Address and picture of each channel, a pixel a place; none for a layer without rows and columns.
        """
        values = self[address].detach().float().cpu()
        if values.ndim != 3 or not values.numel() or not torch.isfinite(values).all():
            return []
        strength = values.flatten(1).var(1, correction=0)
        strongest = strength.topk(min(channels, len(strength))).indices.tolist()
        shown = values[strongest].numpy()
        low, high = float(shown.min()), float(shown.max())
        if low < 0:
            drawn = [signed(one, max(-low, high)) for one in shown]
        else:
            drawn = [sequential(one, 0.0, high or 1.0) for one in shown]
        return [
            (f"{address}:{channel}", Image.fromarray(one))
            for channel, one in zip(strongest, drawn, strict=True)
        ]

    def _line(self) -> str:
        shapes = (f"{address} {_shape(values)}" for address, values in self.items())
        return ", ".join(shapes) or "of no layer"

    def _fragments(self) -> Sequence[str]:
        parts = []
        for address in list(self)[:LAYERS]:
            values = self[address].detach().float()
            span = f"{values.min():.4g} to {values.max():.4g}" if values.numel() else "no values"
            parts += [facts({address: f"{_shape(values)}, {span}"}), pictures(self.pictures(address))]
        left_out = len(self) - LAYERS
        return [*parts, sentence(f"... {left_out} more layers" if left_out > 0 else "")]

    def _preview(self) -> Image.Image | None:
        found = next((shown for address in self if (shown := self.pictures(address))), None)
        if found is None:
            return None
        side = max(96, *found[0][1].size)
        large = [
            one.resize((side, side * one.height // one.width), Image.Resampling.NEAREST) for _, one in found
        ]
        return contact_sheet(large, [name for name, _ in found])


def _shape(values: Tensor) -> str:
    return " x ".join(map(str, values.shape)) or "one number"
