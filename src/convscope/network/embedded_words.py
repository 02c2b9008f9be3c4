"""A network that reads words, from the numbers of its words on: then every word is a place of a map."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor

from convscope.graph import Graph, Node, evaluate
from convscope.graph.behind import behind
from convscope.network.input import Input
from convscope.network.network import Network


def reads_words(network: Network) -> bool:
    """Whether its first input is a row of whole numbers."""
    dtype = network.inputs[0].dtype
    return dtype is not None and not dtype.is_floating_point and len(network.input_shape) == 1


def embedding_of(graph: Graph) -> Node | None:
    """The map (N, numbers, words) of what stands for each word; None where no table gives one."""
    tables = [node for node in graph.readers[graph.input] if node.operation == "embedding"]
    if len(tables) == 1:
        readers = graph.readers[tables[0]]
        if len(readers) == 1 and readers[0].kind.receptive_field == "permutation":
            return readers[0]
    return None


def from_words_on(network: Network, inputs: Tensor) -> tuple[Network, Tensor]:
    """The network as a function of the map of its words, (numbers, words), and no longer of their numbers.

    Args:
        network: whatever it takes.
        inputs: (N, ...) as it takes them.

    Returns:
        That network, and what it takes (N, numbers, words); both as they were where the network reads no words or has
        no such map.
    """
    if not reads_words(network):
        return network, inputs
    graph = network.graph(inputs.shape[1:])
    node = embedding_of(graph)
    if node is None:
        return network, inputs
    tail = behind(graph, node)
    described = replace(
        network.description,
        inputs=(Input.tensor(tail.input_shape, name=network.inputs[0].name),),
        labels=network.labels,
        task=network.task.name,
    )
    with torch.no_grad():
        embedded = evaluate(graph, {graph.input: inputs}, [node])[node]
    return Network.from_tracer(lambda _: tail, described), embedded
