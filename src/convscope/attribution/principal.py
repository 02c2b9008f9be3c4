"""The first principal component of a layer's channels over its places."""

from __future__ import annotations

import torch
from torch import Tensor


def principal_map(maps: Tensor, *, grows_with: Tensor) -> Tensor:
    """Project the places of (N, K, ...) on the first principal component of their channels, (N, ...).

    A principal component's sign is free; this one makes the projection grow with a map (N, ...).
    """
    places = maps.flatten(2).transpose(1, 2)
    centred = places - places.mean(1, keepdim=True)
    _, _, right = torch.linalg.svd(centred, full_matrices=False)
    projection: Tensor = (centred @ right[:, 0].unsqueeze(2)).squeeze(2)
    sign = torch.sign((projection * grows_with.flatten(1)).sum(1, keepdim=True))
    projection = projection * torch.where(sign == 0, 1, sign)
    return projection.reshape(len(maps), *maps.shape[2:])
