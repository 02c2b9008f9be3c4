"""The formats of export as values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from torch import Tensor

from convscope.graph import Graph

Compute = Callable[[Tensor], Tensor]

# Names of the input and output tensors of an exported network.
INPUT, OUTPUT = "photos", "scores"
# Key of the metadata in which every format keeps what Convscope knows of the network.
KEY = "convscope"


@dataclass(frozen=True)
class Format:
    """A format that networks can be exported to.

    Attributes:
        name: of the format.
        suffix: of its file.
        summary: the programs that read it.
        write: writes a graph with a JSON text about the network to a path.
        read: opens such a file; the result computes scores (N, classes) of prepared photos (N, C, ...).
        is_of_pytorch: whether PyTorch reads it, and with it operations that are Convscope's own.
    """

    name: str
    suffix: str
    summary: str
    write: Callable[[Graph, str, Path], None]
    read: Callable[[Path, Graph], Compute]
    is_of_pytorch: bool = False
