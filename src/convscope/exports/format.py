"""What a format of export is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from torch import Tensor

from convscope.graph import Graph

Compute = Callable[[Tensor], Tensor]

# Of the tensors that go into and come out of an exported network.
INPUT, OUTPUT = "photos", "scores"
# Under which every format keeps what Convscope knows of the network.
KEY = "convscope"


@dataclass(frozen=True)
class Format:
    """A format that networks can be exported to.

    Attributes:
        name: how it is called.
        suffix: of its file.
        summary: who reads it.
        write: writes a graph with a JSON text about the network to a path.
        read: opens such a file and gives what computes scores (N, classes) of prepared photos (N, C, ...).
    """

    name: str
    suffix: str
    summary: str
    write: Callable[[Graph, str, Path], None]
    read: Callable[[Path, Graph], Compute]
