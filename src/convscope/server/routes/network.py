"""The network: its card, its layers, its kernels, and the colours of all maps."""

from __future__ import annotations

import numpy as np
from fastapi import APIRouter, Response
from pydantic import RootModel

from convscope.errors import AddressError
from convscope.examine.weights.layer_weights import kernels_of, weighted_layer
from convscope.graph import Graph
from convscope.graph.node import TENSOR, Node
from convscope.language import translated
from convscope.network import layer_list
from convscope.render import signed
from convscope.server.answer import Answer, array_answer, document_answer
from convscope.server.routes.asking import ARRAY, UNCHANGED, Asked, Count, First, LayerName, Questioned
from convscope.server.routes.outputs import output_of
from convscope.server.schemas import LayerRow, NetworkCard

COLOURS = 255  # of the signed scale, its middle one white

router = APIRouter(tags=["network"])
_Layers = RootModel[list[LayerRow]]


@router.get("/network")
async def network(asked: Asked) -> NetworkCard:
    """The network that is open, with all that is known of it."""

    def card() -> NetworkCard:
        net = asked.network
        table = layer_list.layers(net)
        return NetworkCard(
            name=net.name,
            weights=net.weights,
            code=net.opening.code(),
            spec=net.opening.spec,
            said=net.opening.said(),
            digest=asked.digest,
            task=translated(net.task.name),
            output=output_of(net.task),
            input_shape=list(net.input_shape),
            labels=list(net.labels.names),
            parameters=table.parameters,
            multiply_adds=table.multiply_adds,
            assumptions=[translated(one) for one in net.assumptions],
        )

    return await asked.quick.do(card)


@router.get("/layers", response_model=list[LayerRow], responses=UNCHANGED)
async def layers(asked: Asked, questioned: Questioned) -> Response:
    """All layers in the order of evaluation, with shapes, costs and receptive fields."""

    def make() -> Answer:
        graph = asked.network.graph()
        also: dict[str, list[str]] = {}
        for address, node in graph.addresses.items():
            if address != node.address:
                also.setdefault(node.address, []).append(address)
        rows = [
            {
                **layer.document(),
                "has_kernels": _has_kernels(graph, layer.address),
                "weight": _tensor(graph, layer.address, "weight"),
                "bias": _tensor(graph, layer.address, "bias"),
                "also": also.get(layer.address, []),
                "reads": _reads(graph, layer.address),
            }
            for layer in asked.network.layers
        ]
        return document_answer(_Layers.model_validate(rows))

    return await questioned.answered(make, asked.quick, "layers")


@router.get("/kernels", response_class=Response, responses=ARRAY | UNCHANGED)
async def kernels(
    asked: Asked, questioned: Questioned, layer: LayerName, first: First = 0, count: Count = 64
) -> Response:
    """Kernels (units, inputs, rows, columns) of a convolution or linear layer, as float32."""

    def make() -> Answer:
        graph = asked.network.graph()
        found = kernels_of(graph, weighted_layer(graph, layer))
        if first >= len(found):
            raise AddressError(f"{layer} has {len(found)} units.", f"Begin with one below {len(found)}.")
        return array_answer(found[first : first + count])

    return await questioned.answered(make, asked.quick, "kernels", layer=layer, first=first, count=count)


@router.get(
    "/colours", response_class=Response, responses={200: {"content": {"application/octet-stream": {}}}}
)
async def colours() -> Response:
    """The signed colour scale: 255 colours of three bytes, from the least through white for zero to the greatest."""
    (table,) = signed(np.linspace(-1, 1, COLOURS)[None], 1.0)
    return Response(table.tobytes(), media_type="application/octet-stream")


def _reads(graph: Graph, address: str) -> list[str]:
    """The layers next before a layer, past what is none itself, in the order of evaluation."""
    layers = set(graph.layers) - set(graph.inputs)
    found: set[Node] = set()
    seen: set[Node] = set()
    stack = list(graph.find(address).inputs)
    while stack:
        node = stack.pop()
        if node in layers:
            found.add(node)
        elif node not in seen:
            seen.add(node)
            stack.extend(node.inputs)
    return [node.address for node in sorted(found, key=lambda node: node.position)]


def _has_kernels(graph: Graph, address: str) -> bool:
    node = graph.find(address)
    return node.kind.arithmetic in ("convolution", "linear") and node.argument("weight") in graph.constants


def _tensor(graph: Graph, address: str, name: str) -> str:
    """The tensor that a layer reads as its weights or biases, where it is the network's own."""
    node = graph.find(address)
    read = node.argument(name) if name in node.parameters else None
    return read.address if isinstance(read, Node) and read.operation == TENSOR else ""
