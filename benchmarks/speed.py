"""Ablation-CAM, Score-CAM, occlusion and integrated gradients beside pytorch-grad-cam's and captum's.

One photo (224 x 224), two threads, equal work: the maps are compared before any scaling for display.  Lite0 is the
embedded EfficientNet-Lite0 with ImageNet weights; ResNet-50 and VGG-16 are torchvision's with weights drawn at
random, ResNet-50's batch norms in the state in which training leaves them.  Each peer is used as its documentation
shows, and at its best: with the batch and the memory layout in which bare passes of the module are fastest, which is
what counts.  As the peers take minutes, all are timed once, ours with the start of its engine, on a network that has
computed one photo.  pytorch-grad-cam's Score-CAM enlarges masks with aligned corners; here it enlarges them as the
paper's authors do.  Its Ablation-CAM is right where a layer's least activation is zero, as it is in these layers.

Of integrated gradients both packages differ from the same computation in float64, and by as much, since rounding
turns a rectifier whose input is near zero; what each differs from the other is of that size.

Against the limit: the time over (passes x the time of one photo in the fastest engine at its best batch).  Against
the bare loop: the time over (steps x the time of one photo forward and backward, likewise at best).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import partial
from pathlib import Path
from typing import Any

import timm
import torch
import torchvision
from skimage import data
from torch import Tensor, nn

from benchmarks.best_settings import best_settings
from benchmarks.measure import Figure, Row
from benchmarks.peers import (
    ABLATION,
    INTEGRATED,
    OCCLUSION,
    PEERS,
    SCORE,
    STEPS,
    STRIDE,
    WINDOW,
    Question,
    integrated,
)
from convscope.attribution import Probe
from convscope.graph import evaluate
from convscope.graph.engine.openvino import compile_openvino
from convscope.network import Network
from convscope.network.embedded import ARCHITECTURE, open_embedded
from convscope.objectives import class_score
from convscope.registry import find_method

# Each work's method here, its options, and whether its passes go back to the photo.
WORKS: dict[str, tuple[str, dict[str, Any], bool]] = {
    ABLATION: ("ablation-cam", {}, False),
    SCORE: ("score-cam", {}, False),
    OCCLUSION: ("occlusion", {"window": WINDOW, "stride": STRIDE}, False),
    INTEGRATED: ("integrated-gradients", {"steps": STEPS}, True),
}


def run() -> Iterator[Row | Figure]:
    """The goals' table, then each forward-only method against the limit."""
    torch.set_num_threads(2)
    for name, (network, module, layer, goals) in _subjects().items():
        inputs = network.prepare(data.chelsea())
        # A score above zero: pytorch-grad-cam's Ablation-CAM divides by it and turns its sign where it is below.
        target = network.predictions(inputs, top=1)[0][0].index
        limit = _limit(network, inputs)
        for work, goal in goals.items():
            method, options, backward = WORKS[work]
            asked = layer if find_method(method).uses_layer else None
            fresh = Network(module, name=name) if network.weights == "the module's own" else open_embedded()
            fresh.predictions(inputs)
            peak = _Peak()
            seconds, (values, passes) = _timed(partial(_ours, fresh, inputs, target, method, asked, options))
            extra = peak.stop()
            question = Question(module, layer, target, inputs)
            page_seconds, expected = _timed(partial(PEERS[work].answer, question, None))
            settings = best_settings(module, inputs, backward=backward)
            best_seconds, _ = _timed(partial(PEERS[work].answer, question, settings))
            module.to(memory_format=torch.contiguous_format)
            difference = float((values - expected.to(values)).abs().max() / (expected.max() - expected.min()))
            yield Row(
                f"{work}, {name}",
                seconds,
                PEERS[work].package,
                min(page_seconds, best_seconds),
                goal,
                difference,
                page_seconds,
                str(settings) if best_seconds < page_seconds else "",
            )
            if backward:
                yield _rounding(f"{work}, {name}", question, values, expected)
                bare = seconds / (STEPS * settings.seconds)
                yield Figure(
                    f"{work}, {name}, against the bare loop", bare, "times", 1.1, "at most", str(settings)
                )
            else:
                ratio = seconds / (passes * limit)
                yield Figure(f"{work}, {name}, against the limit", ratio, "times", 1.1, "at most")
            if (work, name) == (SCORE, "ResNet-50"):
                yield Figure("Score-CAM, ResNet-50, peak extra memory", extra / 2**20, "MB", 300, "at most")


def _subjects() -> dict[str, tuple[Network, nn.Module, str, dict[str, float]]]:
    lite = open_embedded()
    module = timm.create_model(ARCHITECTURE).eval()
    module.load_state_dict({name: lite.graph().tensors[name] for name in module.state_dict()})
    torch.manual_seed(0)
    resnet, vgg = torchvision.models.resnet50(), torchvision.models.vgg16().eval()
    _calibrate(resnet)
    return {
        "Lite0": (lite, module, "bn2", {ABLATION: 100, SCORE: 4, OCCLUSION: 4, INTEGRATED: 2.5}),
        "ResNet-50": (
            Network(resnet, name="resnet50"),
            resnet,
            "layer4",
            {ABLATION: 200, SCORE: 2, OCCLUSION: 3, INTEGRATED: 1.5},
        ),
        "VGG-16": (Network(vgg, name="vgg16"), vgg, "features", {OCCLUSION: 7}),
    }


def _calibrate(module: nn.Module) -> None:
    """Statistics of batch norms near what photos give, with means above zero: most units are open."""
    norms = [part for part in module.modules() if isinstance(part, nn.BatchNorm2d)]
    with torch.no_grad():
        for norm in norms:
            norm.momentum = 1.0
            norm.bias.add_(1)
        module.train()(torch.randn(8, 3, 224, 224))
        for norm in norms:
            norm.momentum = 0.1
    module.eval()


def _rounding(claim: str, question: Question, ours: Tensor, peers: Tensor) -> Figure:
    """How far both are from the same computation in float64, where rounding turns no rectifier."""
    module, inputs = deepcopy(question.module).double(), question.inputs.double()
    exact = integrated(question._replace(module=module, inputs=inputs), at_once=5)
    own, other = (float((found - exact).abs().max() / (exact.max() - exact.min())) for found in (ours, peers))
    note = f"{own:.0e} of the range, captum {other:.0e}"
    return Figure(
        f"{claim}, difference from float64 beside captum's", own / other, "times", 1.1, "at most", note
    )


def _ours(
    network: Network, inputs: Tensor, target: int, method: str, layer: str | None, options: dict[str, Any]
) -> tuple[Tensor, int]:
    probe = Probe.of(network, inputs, [class_score(target)], layer=layer)
    return find_method(method)(probe, **options).values, probe.passes.total


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def _limit(network: Network, inputs: Tensor) -> float:
    """Seconds of one photo in the fastest engine at its best batch."""
    graph = network.graph()
    compiled = compile_openvino(graph, (graph.input,), (graph.output,))
    best = float("inf")
    for batch in (1, 2, 4, 8, 16):
        values = {graph.input: inputs.repeat(batch, 1, 1, 1)}
        runs: list[Callable[[], object]] = [partial(evaluate, graph, values, (graph.output,))]
        runs += [partial(compiled, values)] if compiled else []
        for once in runs:
            with torch.no_grad():
                once()
                best = min(best, *(_timed(once)[0] / batch for _ in range(3)))
    return best


class _Peak:
    """The greatest memory of this process from now on, less what it has now; sampled every 5 ms."""

    def __init__(self) -> None:
        self._start = self._most = _resident()
        self._running = True
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def _watch(self) -> None:
        while self._running:
            self._most = max(self._most, _resident())
            time.sleep(0.005)

    def stop(self) -> int:
        """Bytes."""
        self._running = False
        self._thread.join()
        return self._most - self._start


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096
