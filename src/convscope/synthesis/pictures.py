"""Pictures between tensors and what is saved: bytes, arrays, Pillow's images."""

from __future__ import annotations

from math import ceil, sqrt
from typing import Any

import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional as F

LEVELS = 255


def as_bytes(images: Tensor) -> Tensor:
    """Pictures between 0 and 1 as they are saved; what lies outside is clipped."""
    return images.detach().cpu().float().clamp(0, 1).mul(LEVELS).round().to(torch.uint8)


def as_image(pixels: Any) -> Tensor:
    """A picture (1, C, rows, columns), 0 to 1, of pixels (rows, columns, C) in bytes."""
    return torch.tensor(pixels).permute(2, 0, 1)[None].float() / LEVELS


def resized(images: Tensor, size: Any) -> Tensor:
    """Pictures (N, C, rows, columns) at another size (rows, columns), bicubic, without aliasing."""
    if tuple(images.shape[2:]) == tuple(size):
        return images
    return F.interpolate(images, list(size), mode="bicubic", align_corners=False, antialias=True)


def shown(image: Tensor) -> Tensor:
    """A picture as a screen shows it: what lies outside of 0 and 1 is clipped."""
    return image.detach().clamp(0, 1)


def preview(images: Tensor, gap: int = 2) -> Image.Image:
    """Pictures (N, C, rows, columns), 0 to 1, side by side; of other than 1 or 3 channels each one in grey."""
    tiles = as_bytes(images)
    if tiles.shape[1] not in (1, 3):
        tiles = tiles.flatten(0, 1)[:, None]
    count, _, rows, columns = tiles.shape
    across = ceil(sqrt(count))
    down = ceil(count / across)
    sheet = torch.full(
        (3, down * (rows + gap) - gap, across * (columns + gap) - gap), LEVELS, dtype=torch.uint8
    )
    for number, tile in enumerate(tiles):
        top, left = number // across * (rows + gap), number % across * (columns + gap)
        sheet[:, top : top + rows, left : left + columns] = tile
    return Image.fromarray(sheet.permute(1, 2, 0).numpy())
