"""PyTorch's exported program, which needs none of the Python that the network was written in."""

from __future__ import annotations

import io
import warnings
from pathlib import Path

import torch
from torch import Tensor

from convscope.exports.format import Compute, Format
from convscope.exports.program import exported_program
from convscope.graph import Graph
from convscope.network.about import FILE


def write(graph: Graph, about: str, path: Path) -> None:
    """One file, which `convscope.open_network` opens with labels and preprocessing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of tensors that are parts of others, and keeps them whole
        # Into the memory first: on a full disk, PyTorch's own writer ends the whole process.
        content = io.BytesIO()
        torch.export.save(exported_program(graph), content, extra_files={FILE: about})
    path.write_bytes(content.getbuffer())


def read(path: Path, graph: Graph) -> Compute:  # noqa: ARG001 - one signature for all formats
    """The program as a module."""
    module = torch.export.load(path).module()

    def compute(photos: Tensor) -> Tensor:
        with torch.no_grad():
            scores: Tensor = module(photos)
        return scores

    return compute


PT2 = Format(
    "pt2",
    ".pt2",
    "PyTorch without the code of the network, AOTInductor, and Convscope",
    write,
    read,
    is_of_pytorch=True,
)
