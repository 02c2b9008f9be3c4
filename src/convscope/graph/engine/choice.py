"""Which engine computes a number of forward passes."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec

from torch import Tensor

from convscope.errors import ResourceError
from convscope.graph.engine.openvino import Engine, compile_openvino
from convscope.graph.forward.evaluation import evaluate
from convscope.graph.forward.resources import resources
from convscope.graph.graph import Graph
from convscope.graph.node import Node
from convscope.graph.shapes.layer_table import layer_table

# Measured on a server's core, EfficientNet-Lite0 to ResNet-50: what a pass takes and what a start takes.
_MULTIPLY_ADDS_A_SECOND = 50e9
_SECONDS_A_LAYER = 6e-5
_START_SECONDS = 0.1
_START_SECONDS_A_LAYER = 1.5e-3
_SHARE_SAVED = 1 / 3


def engine_for(graph: Graph, known: tuple[Node, ...], wanted: tuple[Node, ...], passes: int) -> Engine | None:
    """The compiled engine for passes from known nodes to wanted ones; None where PyTorch is to compute them.

    The choice follows from the network and the number of passes, those of a whole loop where one is `repeated`, not
    from the clock, so that the same work is always done by the same engine.

    Raises:
        ResourceError: the engine that was asked for cannot compute the network.
        ExtraError: it is not installed.
    """
    asked = resources().engine
    if asked == "pytorch" or (asked == "auto" and not _is_worth_its_start(graph, passes * resources().times)):
        return None
    engine = graph.prepare_engine((known, wanted), lambda: compile_openvino(graph, known, wanted))
    if engine is None and asked == "openvino":
        raise ResourceError(
            "OpenVINO cannot compute this network here: it needs float32 on a CPU, and layers that are translated.",
            "Leave the engine to auto.",
        )
    return engine


def forward(
    graph: Graph, engine: Engine | None, values: Mapping[Node, Tensor], wanted: tuple[Node, ...]
) -> dict[Node, Tensor]:
    """Values (N, ...) of wanted nodes from those of known ones, by an engine or by PyTorch."""
    return evaluate(graph, values, wanted) if engine is None else engine(values)


def _is_worth_its_start(graph: Graph, passes: int) -> bool:
    if find_spec("openvino") is None:
        return False
    layers = len(graph.layers)
    work = graph.prepare(
        "multiply_adds", [], lambda: sum(layer.multiply_adds for layer in layer_table(graph))
    )
    seconds = passes * (work / _MULTIPLY_ADDS_A_SECOND + layers * _SECONDS_A_LAYER)
    return seconds * _SHARE_SAVED > _START_SECONDS + layers * _START_SECONDS_A_LAYER
