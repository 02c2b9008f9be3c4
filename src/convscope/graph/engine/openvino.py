"""A forward pass compiled by OpenVINO, built from the graph's nodes.

The model is built by OpenVINO's own operations, so that nothing of its converters, which report their use, runs.
Everything is computed in float32.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from convscope.extras import extra
from convscope.graph.engine.signals import ordinary_signal_stack
from convscope.graph.engine.translation import Translation
from convscope.graph.graph import Graph
from convscope.graph.node import Node

Run = Callable[[Mapping[Node, Tensor]], Mapping[Node, Tensor]]


def compile_openvino(graph: Graph, known: tuple[Node, ...], wanted: tuple[Node, ...]) -> Run | None:
    """The way from known nodes' values (N, ...), such as the photos, to those of wanted ones.

    Returns:
        None where the network holds an operation that is not translated, or is not of float32 on a CPU.

    Raises:
        ExtraError: OpenVINO is not installed.
    """
    if graph.dtype != torch.float32 or graph.device.type != "cpu":
        return None
    openvino = extra("openvino", "fast")
    translation = Translation.of(graph, known, wanted)
    if translation is None:
        return None
    settings = {
        "INFERENCE_PRECISION_HINT": "f32",  # some processors would choose bfloat16
        "INFERENCE_NUM_THREADS": torch.get_num_threads(),
        "PERFORMANCE_HINT": "LATENCY",
    }
    model = openvino.Model(translation.results, translation.parameters, "convscope")
    with ordinary_signal_stack():
        compiled = openvino.Core().compile_model(model, "CPU", settings)

    def run(values: Mapping[Node, Tensor]) -> Mapping[Node, Tensor]:
        arrays = [values[node].detach().float().cpu().contiguous().numpy() for node in known]
        outputs: Mapping[Any, Any] = compiled(arrays)
        return {node: torch.from_numpy(outputs[index].copy()) for index, node in enumerate(wanted)}

    return run
