"""PyTorch's exported program, which needs none of the Python that the network was written in."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor

from convscope.exports.format import Compute, Format
from convscope.exports.program import exported_program
from convscope.graph import Graph, Node
from convscope.network.about import FILE
from convscope.network.task.instances import BOXES, MASKS


def outputs_of(graph: Graph) -> Mapping[str, Node]:
    """What the program returns: the scores; of things their boxes and their masks."""
    both = {name: graph.outputs[name] for name in (BOXES, MASKS) if name in graph.outputs}
    return both if len(both) > 1 else {"": graph.output}


def write(graph: Graph, about: str, path: Path) -> None:
    """One file, which `convscope.open_network` opens with labels and preprocessing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of tensors that are parts of others, and keeps them whole
        # Into the memory first: on a full disk, PyTorch's own writer ends the whole process.
        content = io.BytesIO()
        torch.export.save(exported_program(graph, outputs_of(graph)), content, extra_files={FILE: about})
    path.write_bytes(content.getbuffer())


def read(path: Path, graph: Graph) -> Compute:  # noqa: ARG001 - one signature for all formats
    """The program as a module."""
    module = torch.export.load(path).module()

    def compute(photos: Tensor) -> Tensor:
        with torch.no_grad():
            found = module(photos)
        scores: Tensor = found[BOXES] if isinstance(found, dict) else found
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
