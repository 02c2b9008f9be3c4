"""A traced network as a module again, for programs that take modules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torch.export import Dim, ExportedProgram

from convscope.graph import Graph, Node
from convscope.graph.node import BATCH_SIZE, INPUT, TENSOR
from convscope.graph.tracing.quiet import quiet_tracer


class Program(nn.Module):
    """Computes a graph's outputs node by node, with its tensors under their own names on the CPU.

    It works for every network that Convscope opens, also those of which there is no module, and does not train.
    """

    def __init__(self, graph: Graph, outputs: Mapping[str, Node] | None = None) -> None:
        """Compute some outputs by their names, by default the first alone."""
        super().__init__()
        self._graph, self._outputs = graph, outputs or {"": graph.output}
        needed = graph.ancestors(list(self._outputs.values()))
        self._order = [
            node for node in graph.nodes if node in needed and node.operation not in (INPUT, TENSOR)
        ]
        self._places = {node: self._register(node) for node in needed if node.operation == TENSOR}

    def _register(self, node: Node) -> tuple[nn.Module, str]:
        """Hold a tensor where its name says: ``blocks.0.conv.weight`` lies three modules deep."""
        *path, name = node.address.split(".")
        owner: nn.Module = self
        for part in path:
            if part not in owner._modules:
                owner.add_module(part, nn.Module())
            owner = owner.get_submodule(part)
        tensor = self._graph.tensors[node.address].detach().cpu().contiguous()
        if node.address in self._graph.parameters and tensor.is_floating_point():
            owner.register_parameter(name, nn.Parameter(tensor, requires_grad=False))
        else:
            owner.register_buffer(name, tensor)
        return owner, name

    def forward(self, photos: Tensor) -> Tensor | dict[str, Tensor]:
        """The output, such as scores (N, classes), of photos (N, C, ...); several by their names."""
        values: dict[Node, Any] = {self._graph.input: photos}
        values |= {node: getattr(owner, name) for node, (owner, name) in self._places.items()}
        for node in self._order:
            if node.operation == BATCH_SIZE:
                values[node] = photos.shape[0]
            else:
                values[node] = node.compute(values.__getitem__)
        found: dict[str, Tensor] = {name: values[node] for name, node in self._outputs.items()}
        return found if len(found) > 1 else next(iter(found.values()))


def exported_program(graph: Graph, outputs: Mapping[str, Node] | None = None) -> ExportedProgram:
    """The graph as PyTorch's own exported program, for any number of photos, on the CPU.

    Args:
        graph: of the network.
        outputs: what the program returns, by their names; by default the first output alone.
    """
    program = Program(graph, outputs).eval()
    example = torch.zeros((2, *graph.input_shape), dtype=graph.dtype)
    with quiet_tracer(), torch.no_grad():
        return torch.export.export(program, (example,), dynamic_shapes=({0: Dim("batch")},))
