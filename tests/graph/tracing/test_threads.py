"""Two threads may trace and explain at once, and nobody else notices."""

from __future__ import annotations

import io
import logging
import sys
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
import torch
from torch import Tensor, nn

from convscope import Network, explain
from convscope.errors import TraceError
from convscope.graph import evaluate, trace
from convscope.graph.graph import PLANS
from convscope.graph.recent import Recent

METHODS = ("saliency", "guided-backprop", "grad-cam", "deeplift", "lrp")


class Net(nn.Module):
    def __init__(self, seed: int) -> None:
        super().__init__()
        generator = torch.Generator().manual_seed(seed)
        width = 4 + seed
        self.first, self.norm = nn.Conv2d(3, width, 3), nn.BatchNorm2d(width)
        self.second, self.head = nn.Conv2d(width, 6, 3), nn.Linear(6, 5)
        for parameter in self.parameters():
            parameter.data = torch.randn(parameter.shape, generator=generator) * 0.4

    def forward(self, x: Tensor) -> Tensor:
        x = self.second(self.norm(self.first(x)).clamp(min=0)).relu()
        result: Tensor = self.head(x.mean((2, 3)))
        return result


def _maps(seed: int) -> list[Tensor]:
    network = Network(Net(seed).eval(), input_shape=(3, 16 + seed, 16))
    x = torch.rand(3, 16 + seed, 16, generator=torch.Generator().manual_seed(seed))
    return [torch.as_tensor(explain(network, x, method=name, target="class:1").values) for name in METHODS]


def test_threads_that_trace_and_explain_at_once_find_what_one_thread_finds() -> None:
    seeds = range(6)
    expected = [_maps(seed) for seed in seeds]
    start = Barrier(3)

    def together(seed: int) -> list[Tensor]:
        start.wait(timeout=60)
        return _maps(seed)

    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(together, seeds))
    for one, other in zip(expected, found, strict=True):
        for a, b in zip(one, other, strict=True):
            torch.testing.assert_close(a, b)


def test_threads_that_ask_one_graph_at_once_find_what_one_thread_finds() -> None:
    graph = trace(Net(0).eval(), (3, 16, 16))
    wanted = [node for node in graph.layers if node is not graph.input]
    x = torch.randn(2, 3, 16, 16)
    expected = {node: evaluate(graph, {graph.input: x}, [node])[node] for node in wanted}
    fresh = trace(Net(0).eval(), (3, 16, 16))
    start = Barrier(3)

    def ask(_: int) -> list[Tensor]:
        start.wait(timeout=60)
        nodes = [fresh.nodes[node.position] for node in wanted]
        return [evaluate(fresh, {fresh.input: x}, [node])[node] for node in nodes]

    with ThreadPoolExecutor(3) as pool:
        for found in pool.map(ask, range(3)):
            for node, value in zip(wanted, found, strict=True):
                torch.testing.assert_close(value, expected[node])


class Noisy(nn.Module):
    """Waits inside its forward, and stops the trace, which PyTorch then reports at length."""

    def __init__(self, inside: Event, leave: Event) -> None:
        super().__init__()
        self.inside, self.leave = inside, leave

    def forward(self, x: Tensor) -> Tensor:
        self.inside.set()
        assert self.leave.wait(timeout=60)
        if x.sum() > 0:
            return x
        return -x


def _while_tracing(act: Callable[[], None]) -> None:
    inside, leave = Event(), Event()
    with ThreadPoolExecutor(1) as pool:
        tracing = pool.submit(trace, Noisy(inside, leave), (3, 4))
        assert inside.wait(timeout=60)
        try:
            act()
        finally:
            leave.set()
        with pytest.raises(TraceError):
            tracing.result(timeout=60)


def test_what_others_print_warn_of_and_log_comes_out_while_a_thread_traces(
    capsys: pytest.CaptureFixture[str],
) -> None:
    written = io.StringIO()
    logger, earlier = logging.Logger("the user's own"), logging.Logger("another", logging.DEBUG)
    earlier.addHandler(logging.StreamHandler(written))

    def act() -> None:
        print("printed", file=sys.stderr)
        earlier.debug("logged")
        logger.addHandler(logging.StreamHandler())  # it keeps the stream of this moment
        logger.warning("during")
        with pytest.warns(UserWarning, match="warned"):
            warnings.warn("warned", UserWarning, stacklevel=1)

    _while_tracing(act)
    logger.warning("after")
    assert written.getvalue() == "logged\n"
    assert capsys.readouterr().err == "printed\nduring\nafter\n"


def test_a_trace_leaves_the_error_stream_the_filters_and_the_log_as_they_were() -> None:
    before = sys.stderr, list(warnings.filters), logging.root.manager.disable
    trace(Net(0), (3, 16, 16))
    assert (sys.stderr, list(warnings.filters), logging.root.manager.disable) == before


def test_what_is_kept_is_bounded_and_the_oldest_goes_first() -> None:
    kept, made = Recent(2), []

    def make(key: str) -> str:
        return kept.get(key, lambda: made.append(key) or key.upper())  # type: ignore[func-returns-value]

    assert [make(key) for key in "abacb"] == ["A", "B", "A", "C", "B"]
    assert made == ["a", "b", "c", "b"]
    assert len(kept) == 2


def test_a_thing_of_another_state_is_made_anew() -> None:
    kept, states = Recent(4), iter(range(9))
    found = [kept.get("key", lambda: next(states), state) for state in (1, 1, 2, 2, 1)]
    assert found == [0, 0, 1, 1, 2]


def test_the_plans_of_a_graph_are_bounded() -> None:
    graph = trace(nn.Sequential(*(nn.Conv1d(1, 1, 1) for _ in range(12))).eval(), (1, 4))
    x = torch.rand(1, 1, 4)
    layers = graph.layers[1:]
    for first in layers:
        for second in layers:
            evaluate(graph, {graph.input: x}, [first, second])
    assert len(graph.plans) == PLANS
