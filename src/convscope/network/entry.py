"""One line of the list of networks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class NetworkEntry:
    """A network that can be opened by name.

    Attributes:
        name: what `open_network` takes.
        family: the line of architectures that it belongs to.
        input_shape: (C, rows, columns) that its trained weights take.
        weights: where trained ones come from: "embedded", "download" or "none".
    """

    name: str
    family: str
    input_shape: tuple[int, ...]
    weights: str
