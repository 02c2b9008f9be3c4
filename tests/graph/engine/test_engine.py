"""Another engine computes the same, sends nothing, and follows the weights."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from dataclasses import replace

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from convscope.errors import ResourceError
from convscope.graph import evaluate, trace
from convscope.graph.engine import engine_for
from convscope.graph.engine.openvino import compile_openvino
from convscope.graph.forward.resources import read_memory, repeated, resources, using
from convscope.network.embedded import open_embedded
from subjects import Subject

pytest.importorskip("openvino")


def test_a_network_is_the_same_in_openvino(network: Subject) -> None:
    graph, photos = network.graph, network.photos(3)
    run = compile_openvino(graph, (graph.input,), (graph.output,))
    if run is None:
        pytest.skip("it holds an operation without translation")
    expected = evaluate(graph, {graph.input: photos}, [graph.output])[graph.output]
    found = run({graph.input: photos})[graph.output]
    assert (found - expected).abs().max() <= 1e-4 * expected.abs().max()


@pytest.mark.parametrize("start", ["blocks.2", "blocks.4.1.conv_dw"])
def test_a_tail_is_the_same_in_openvino(start: str) -> None:
    graph = open_embedded().graph()
    known = (graph.find(start), *graph.frontier([graph.find(start)], [graph.output]))
    photos = torch.randn(2, *graph.input_shape, generator=torch.Generator().manual_seed(0))
    values = evaluate(graph, {graph.input: photos}, (*known, graph.output))
    run = compile_openvino(graph, known, (graph.output,))
    assert run is not None
    torch.testing.assert_close(run(values)[graph.output], values[graph.output], rtol=1e-4, atol=1e-4)


class _Heads(nn.Module):
    """What detectors and segmenters hold; the end has no translation."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.norm = nn.Conv2d(3, 8, 3, stride=2, padding=1), nn.GroupNorm(4, 8)
        self.deep = nn.Conv2d(8, 8, 3, stride=2, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        fine = F.leaky_relu(self.norm(self.first(x)), 0.1)
        coarse = self.deep(fine)
        sizes = fine.shape[2:]
        nearest = F.interpolate(coarse, size=sizes, mode="nearest")
        smooth = F.interpolate(coarse, size=sizes, mode="bilinear", align_corners=False)
        cornered = F.interpolate(coarse, size=sizes, mode="bilinear", align_corners=True)
        mean = F.adaptive_avg_pool2d(coarse, 1).expand_as(fine)
        together = torch.cat([fine, nearest, smooth, cornered, mean], 1)
        return together.flatten(2).cumsum(2).sort(1).values


@pytest.mark.parametrize("batch", [1, 5])
def test_what_has_no_translation_is_computed_from_what_has(batch: int) -> None:
    torch.manual_seed(1)
    graph = trace(_Heads().eval(), (3, 16, 24))
    photos = torch.randn(batch, 3, 16, 24)
    engine = compile_openvino(graph, (graph.input,), (graph.output,))
    assert engine is not None
    assert [node.operation for node in engine.given] == ["flatten"]
    expected = evaluate(graph, {graph.input: photos}, [graph.output])[graph.output]
    found = engine({graph.input: photos})[graph.output]
    torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-4)


def test_a_network_whose_work_has_no_translation_stays_with_pytorch() -> None:
    module = nn.Sequential(
        nn.Conv2d(3, 2, 3, stride=8), nn.Flatten(2), nn.Conv1d(2, 64, 3), nn.Conv1d(64, 64, 3)
    )
    graph = trace(module.eval(), (3, 32, 32))
    assert compile_openvino(graph, (graph.input,), (graph.output,)) is None


def _small() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten()).eval()


def test_a_changed_weight_is_seen() -> None:
    module = _small()
    graph = trace(module, (3, 8, 8))
    photos = torch.randn(2, 3, 8, 8)
    for _ in range(2):
        with using(engine="openvino"):
            run = engine_for(graph, (graph.input,), (graph.output,), 1)
        assert run is not None
        torch.testing.assert_close(run({graph.input: photos})[graph.output], module(photos))
        with torch.no_grad():
            next(module.parameters()).mul_(-2)


@pytest.mark.parametrize("inputs_a_request", [1, 2, 3])
def test_photos_shared_out_among_threads_come_back_in_order(inputs_a_request: int) -> None:
    graph = trace(_small(), (3, 8, 8))
    engine = compile_openvino(graph, (graph.input,), (graph.output,))
    assert engine is not None
    engine = replace(engine, inputs_a_request=inputs_a_request)
    photos = torch.randn(11, 3, 8, 8, generator=torch.Generator().manual_seed(0))
    expected = evaluate(graph, {graph.input: photos}, [graph.output])[graph.output]
    for count in (1, 2, 11):
        found = engine({graph.input: photos[:count]})[graph.output]
        torch.testing.assert_close(found, expected[:count], rtol=1e-4, atol=1e-4)


def test_an_engine_is_not_bound_to_one_core_which_that_of_another_process_would_share() -> None:
    graph = trace(_small(), (3, 8, 8))
    engine = compile_openvino(graph, (graph.input,), (graph.output,))
    assert engine is not None
    compiled = engine.requests[0].get_compiled_model()
    assert compiled.get_property("ENABLE_CPU_PINNING") is False


def test_few_passes_are_not_worth_the_start_and_many_are() -> None:
    graph = open_embedded().graph()
    assert engine_for(graph, (graph.input,), (graph.output,), 2) is None
    assert engine_for(graph, (graph.input,), (graph.output,), 1000) is not None
    with repeated(50), repeated(10):
        assert engine_for(graph, (graph.input,), (graph.output,), 2) is not None
    with using(engine="pytorch"):
        assert engine_for(graph, (graph.input,), (graph.output,), 1000) is None


def test_a_network_in_float64_stays_with_pytorch() -> None:
    graph = trace(_small().double(), (3, 8, 8))
    assert engine_for(graph, (graph.input,), (graph.output,), 10**9) is None
    with using(engine="openvino"), pytest.raises(ResourceError, match="cannot compute"):
        engine_for(graph, (graph.input,), (graph.output,), 1)


def test_nothing_is_sent() -> None:
    """In a process of its own, in which to open a connection is an error that is seen."""
    program = """
        import socket
        opened = []
        socket.socket.connect = lambda *arguments: opened.append(arguments)
        socket.create_connection = lambda *arguments, **_: opened.append(arguments)
        socket.getaddrinfo = lambda *arguments, **_: opened.append(arguments) or []
        import torch
        from convscope.graph import trace
        from convscope.graph.engine.openvino import compile_openvino
        graph = trace(torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.ReLU()).eval(), (3, 8, 8))
        run = compile_openvino(graph, (graph.input,), (graph.output,))
        run({graph.input: torch.zeros(1, 3, 8, 8)})
        import sys, threading
        reporters = [name for name in sys.modules if name.startswith("openvino_telemetry")]
        print(opened, reporters, threading.active_count())
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[] [] 1"


def test_ctrl_c_after_compiled_passes_are_gone_is_no_crash() -> None:
    program = """
        import os, signal
        signal.signal(signal.SIGINT, signal.default_int_handler)
        from torch import nn
        from convscope.graph import trace
        from convscope.graph.engine.openvino import compile_openvino
        graph = trace(nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU()).eval(), (3, 8, 8))
        first, second = (compile_openvino(graph, (graph.input,), (graph.output,)) for _ in range(2))
        del first
        del second
        try:
            os.kill(os.getpid(), signal.SIGINT)
        except KeyboardInterrupt:
            print("stopped")
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, "stopped")


@pytest.mark.parametrize(
    ("text", "size"), [("500MB", 500 * 2**20), ("2 GB", 2 * 2**30), ("1.5g", 3 * 2**29), (77, 77)]
)
def test_memory_is_read(text: str | int, size: int) -> None:
    assert read_memory(text) == size


@pytest.mark.parametrize("text", ["", "much", "0", "-2GB", "2 elephants"])
def test_what_is_no_memory_is_said(text: str) -> None:
    with pytest.raises(ResourceError, match="no amount of memory"):
        read_memory(text)


def test_resources_are_in_force_inside_alone() -> None:
    before = resources()
    with using(engine="pytorch", memory="10MB"):
        assert (resources().engine, resources().memory) == ("pytorch", 10 * 2**20)
    assert resources() == before


def test_an_unknown_engine_is_said() -> None:
    with pytest.raises(ResourceError, match="no engine 'warp'"), using(engine="warp"):
        pass
