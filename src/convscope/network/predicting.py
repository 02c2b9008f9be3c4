"""Prediction as a function."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from convscope.images import Photo, PhotoSource
from convscope.network.network import Network
from convscope.network.task import Predictions


def predict(
    network: Network, source: PhotoSource | Photo | Mapping[str, Any], *, top: int = 5
) -> Predictions:
    """Predict what a photo shows.

    Args:
        network: from `convscope.open_network` or `convscope.Network`.
        source: a photo, or a tensor as the network takes it; of a network of several inputs a mapping by name.
        top: how many predictions at most.

    Returns:
        What the network says, the most important first: a list that a notebook shows.

    Raises:
        ConvscopeError: the photo cannot be read, or the network's outputs have no meaning of their own.
    """
    return network.predict(source, top=top)
