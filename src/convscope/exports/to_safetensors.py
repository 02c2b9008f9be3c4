"""The weights alone, which run nothing when they are read."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from convscope.exports.format import KEY, Compute, Format
from convscope.exports.program import Program
from convscope.graph import Graph
from convscope.graph.tensors import OwnTensors


def write(graph: Graph, about: str, path: Path) -> None:
    """All tensors by their names in the module."""
    # Tensors that share memory, which the format does not know, get their own.
    tensors = {
        name: tensor.detach().cpu().clone(memory_format=torch.contiguous_format)
        for name, tensor in graph.tensors.items()
    }
    save_file(tensors, path, metadata={KEY: about, "format": "pt"})


def read(path: Path, graph: Graph) -> Compute:
    """The graph with the tensors of the file."""
    program = Program(graph.with_tensors(OwnTensors(load_file(path)))).eval()

    def compute(photos: Tensor) -> Tensor:
        with torch.no_grad():
            scores: Tensor = program(photos)
        return scores

    return compute


SAFETENSORS = Format(
    "safetensors",
    ".safetensors",
    "whoever has the architecture: the weights alone",
    write,
    read,
    is_of_pytorch=True,
)
