"""A copy of a network with random parameters in some layers; the user's own network is unchanged."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Sequence
from dataclasses import replace

import torch
from torch import Tensor

from convscope.graph import Graph
from convscope.graph.tensors import OwnTensors
from convscope.network import Network


def parameter_layers(graph: Graph) -> list[frozenset[str]]:
    """Names of the parameters of each layer, from the output to the input."""
    layers: list[set[str]] = []
    seen: set[str] = set()
    for node in graph.nodes:
        new = {
            read.address for read in graph.ancestors(node.inputs) if read.address in graph.parameters
        } - seen
        if not new or not node.has_batch:
            continue
        seen |= new
        # A batch norm goes with the layer before it.
        if node.kind.is_weighted or not layers:
            layers.append(new)
        else:
            layers[-1] |= new
    return [frozenset(layer) for layer in reversed(layers)]


def randomized(network: Network, names: Collection[str], seed: int) -> Network:
    """The same network with the named parameters random: normal, with the mean and deviation that each had."""

    def tracer(shape: Sequence[int]) -> Graph:
        graph = network.graph(shape)
        tensors = {name: graph.tensors[name] for name in graph.read_tensors}
        changed = {name: _random_like(tensors[name], name, seed) for name in names}
        return graph.with_tensors(OwnTensors(tensors | changed))

    weights = f"{network.weights}, {len(names)} parameters random"
    return Network.from_tracer(tracer, replace(network.description, weights=weights))


def _random_like(tensor: Tensor, name: str, seed: int) -> Tensor:
    generator = torch.Generator().manual_seed(seed + zlib.crc32(name.encode()))
    noise = torch.randn(tensor.shape, generator=generator).to(tensor)
    deviation = tensor.std() if tensor.numel() > 1 else tensor.abs().mean()
    return tensor.mean() + deviation * noise
