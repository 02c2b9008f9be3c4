"""A forward pass compiled by OpenVINO, built from the graph's nodes.

The model is built by OpenVINO's own operations, so that nothing of its converters, which report their use, runs.
Everything is computed in float32.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil, prod
from threading import Lock
from typing import Any

import torch
from torch import Tensor

from convscope.extras import extra
from convscope.graph.engine.signals import ordinary_signal_stack
from convscope.graph.engine.translation import Translation
from convscope.graph.forward.evaluation import evaluate
from convscope.graph.graph import Graph
from convscope.graph.node import Node

# A thread computes no more inputs at a time: their values would no longer fit into its caches.
_MOST_A_REQUEST = 8


@dataclass(frozen=True, eq=False)
class Engine:
    """A compiled way from known nodes to wanted ones.

    Each of its threads computes inputs of its own: none waits for the other at the end of a layer.

    Attributes:
        threads: how many compute.
        requests: OpenVINO's, one for each thread, and one more: while one's values are copied, no thread is idle.
        graph: the network.
        known: the nodes whose values it takes.
        given: the nodes whose values OpenVINO computes.
        wanted: the nodes whose values it gives; what has no translation, PyTorch computes from the given ones.
        inputs_a_request: how many inputs a thread takes at a time.
    """

    threads: int
    requests: tuple[Any, ...]
    graph: Graph
    known: tuple[Node, ...]
    given: tuple[Node, ...]
    wanted: tuple[Node, ...]
    inputs_a_request: int
    _lock: Lock = field(default_factory=Lock, init=False, repr=False)

    @property
    def inputs_at_once(self) -> int:
        """Of how many inputs it holds the layers' values at a time."""
        return self.threads * self.inputs_a_request

    def __call__(self, values: Mapping[Node, Tensor]) -> dict[Node, Tensor]:
        """Values (N, ...) of the wanted nodes from those of the known ones; one caller at a time."""
        with self._lock:
            given = self._compute(values)
        return given if self.given == self.wanted else evaluate(self.graph, given, self.wanted)

    def _compute(self, values: Mapping[Node, Tensor]) -> dict[Node, Tensor]:
        openvino = extra("openvino", "fast")
        arrays = [values[node].detach().float().cpu().contiguous().numpy() for node in self.known]
        count = len(arrays[0])
        found = [torch.empty(count, *_sizes(node)) for node in self.given]
        size = min(self.inputs_a_request, ceil(count / self.threads))
        idle = list(self.requests)
        under_way: deque[tuple[slice, Any]] = deque()

        def collect() -> None:
            part, request = under_way.popleft()
            request.wait()
            for place, values in enumerate(found):
                # NumPy copies by one thread; PyTorch's others would go on waiting for more beside those that compute.
                values.numpy()[part] = request.get_output_tensor(place).data
            idle.append(request)

        try:
            for start in range(0, count, size):
                part = slice(start, min(start + size, count))
                if not idle:
                    collect()
                request = idle.pop()
                for place, array in enumerate(arrays):
                    request.set_input_tensor(place, openvino.Tensor(array[part], shared_memory=True))
                request.start_async()
                under_way.append((part, request))
            while under_way:
                collect()
        finally:  # nothing may read the arrays after an interruption
            for _, request in under_way:
                request.wait()
        return dict(zip(self.given, found, strict=True))


def compile_openvino(graph: Graph, known: tuple[Node, ...], wanted: tuple[Node, ...]) -> Engine | None:
    """The way from known nodes' values (N, ...), such as the inputs, to those of wanted ones.

    Returns:
        None where most of the work has no translation, or the network is not of float32 on a CPU.

    Raises:
        ExtraError: OpenVINO is not installed.
    """
    if graph.dtype != torch.float32 or graph.device.type != "cpu":
        return None
    openvino = extra("openvino", "fast")
    translation = Translation.of(graph, known, wanted)
    if translation is None:
        return None
    threads = torch.get_num_threads()
    settings = {
        "INFERENCE_PRECISION_HINT": "f32",  # some processors would choose bfloat16
        "INFERENCE_NUM_THREADS": threads,
        "NUM_STREAMS": threads,
        "ENABLE_CPU_PINNING": False,  # else engines of several processes share one core while others idle
    }
    model = openvino.Model(translation.results, translation.parameters, "convscope")
    with ordinary_signal_stack():
        compiled = openvino.Core().compile_model(model, "CPU", settings)
    requests = tuple(compiled.create_infer_request() for _ in range(threads + 1))
    inputs = _inputs_a_request(graph, known, wanted)
    return Engine(threads, requests, graph, known, translation.given, wanted, inputs)


def _inputs_a_request(graph: Graph, known: tuple[Node, ...], wanted: tuple[Node, ...]) -> int:
    """So many that their values outweigh the weights, which are read from memory once for each request."""
    computed = graph.ancestors(wanted, known)
    tensors = (node for node in computed & graph.constants if node.operation == "tensor")
    weights = sum(prod(size or 0 for size in node.shape) for node in tensors)
    values = sum(prod(_sizes(node)) for node in computed - graph.constants if node.has_batch)
    return max(1, min(_MOST_A_REQUEST, weights // max(1, values)))


def _sizes(node: Node) -> list[int]:
    """The shape of one input's value; of nodes that are translated all sizes are known."""
    return [size or 0 for size in node.shape[1:]]
