"""Modules that need something else than a trace get one sentence that says what; wrappers are looked through."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from convscope.errors import TraceError
from convscope.graph import Signature, evaluate, trace
from convscope.network import Network


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv, self.head = nn.Conv2d(3, 4, 3), nn.Linear(4, 2)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.conv(x).relu().mean((2, 3)))  # type: ignore[no-any-return]


@dataclass
class Scores:
    logits: Tensor


class ReturnsADataclass(Net):
    def forward(self, x: Tensor) -> Any:
        return Scores(super().forward(x))


class TakesAnything(Net):
    def forward(self, *everything: Tensor) -> Tensor:
        return super().forward(everything[0])


class TakesAges(Net):
    def forward(self, x: Tensor, age: Tensor) -> Tensor:  # type: ignore[override]
        return super().forward(x) + age


class Embeds(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(9, 4)

    def forward(self, x: Tensor) -> Tensor:
        return self.words(x).mean(1)  # type: ignore[no-any-return]


class Autocasts(Net):
    def __init__(self, device: str, *, enabled: bool) -> None:
        super().__init__()
        self.device, self.enabled = device, enabled

    def forward(self, x: Tensor) -> Tensor:
        with torch.autocast(self.device, dtype=torch.bfloat16, enabled=self.enabled):
            x = self.conv(x)
            with torch.enable_grad():
                y = x.relu()
            x = x * 2
        return self.head((y + x).mean((2, 3)))  # type: ignore[no-any-return]


def quantised() -> nn.Module:
    made: nn.Module = torch.ao.quantization.quantize_dynamic(Net(), {nn.Linear})  # type: ignore[no-untyped-call]
    return made


def traced() -> nn.Module:
    made: nn.Module = torch.jit.trace(Net(), torch.zeros(1, 3, 8, 8))  # type: ignore[no-untyped-call]
    return made


def without_numbers() -> nn.Module:
    with torch.device("meta"):
        return Net()


def made_in_inference_mode() -> nn.Module:
    with torch.inference_mode():
        return Net()


def with_a_hook_for_numpy() -> nn.Module:
    module = Net()
    module.conv.register_forward_hook(lambda _module, _inputs, output: print(output.numpy()))
    return module


@pytest.mark.parametrize(
    ("make", "message", "hint"),
    [
        (lambda: torch.jit.script(Net()), "is a TorchScript program", "Python module"),
        (
            traced,
            "is a TorchScript program",
            "Python module",
        ),
        (quantised, r"Net is quantised at head \(Linear\)", "floating-point"),
        (without_numbers, "conv.weight is on the device meta", "load_state_dict"),
        (
            made_in_inference_mode,
            "Net was made in inference mode: conv.weight",
            "outside torch.inference_mode",
        ),
        (
            lambda: nn.Sequential(nn.LazyConv2d(4, 3)),
            r"a lazy layer, 0 \(LazyConv2d\)",
            "Run the module once",
        ),
        (ReturnsADataclass, "ReturnsADataclass returns a Scores", r"register_dataclass\(Scores\)"),
        (TakesAges, r"takes 2 inputs \(x, age\), 1 described", "'age': Input"),
        (Embeds, "Long, Int", r"inputs=\{'input': Input.tensor\(\(3, 8, 8\), torch.int64\)\}"),
        (lambda: Autocasts("cpu", enabled=True), "torch.autocast, in test_refusals.py:", r"bfloat16\(\)"),
        (with_a_hook_for_numpy, "because of test_refusals.py:.*lambda", "That is a hook: remove it"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_the_sentence_says_what_it_is_and_what_to_do(
    make: Callable[[], nn.Module], message: str, hint: str
) -> None:
    with pytest.raises(TraceError, match=message) as caught:
        trace(make(), (3, 8, 8))
    assert re.search(hint, caught.value.hint)


@pytest.mark.parametrize("name", ["fasterrcnn_mobilenet_v3_large_fpn", "ssdlite320_mobilenet_v3_large"])
def test_a_detector_of_torchvision_is_said_to_be_one_before_any_of_it_is_computed(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from torchvision.models import get_model

    module = get_model(name, weights=None, weights_backbone=None)
    monkeypatch.setattr(module, "forward", lambda *_: pytest.fail("the detector was run"))
    with pytest.raises(TraceError, match="is a detector of torchvision") as caught:
        trace(module, (3, 64, 64))
    assert "module.backbone" in caught.value.hint


@pytest.mark.parametrize("wrap", [nn.DataParallel, torch.compile, torch.optim.swa_utils.AveragedModel])
def test_what_is_around_a_module_is_looked_through(wrap: Callable[[nn.Module], Any]) -> None:
    torch.manual_seed(0)
    module, x = Net().eval(), torch.rand(2, 3, 8, 8)
    network = Network(nn.DataParallel(wrap(module)), input_shape=(3, 8, 8))
    assert network.name == "Net"
    assert network.layers[0].address == "conv"
    torch.testing.assert_close(network.scores(x), module(x))


@pytest.mark.parametrize(
    "module", [TakesAnything(), Autocasts("cuda", enabled=True), Autocasts("cpu", enabled=False)]
)
def test_what_changes_nothing_is_traced(module: nn.Module) -> None:
    x = torch.rand(2, 3, 8, 8)
    graph = trace(module, (3, 8, 8))
    torch.testing.assert_close(evaluate(graph, {graph.input: x}, [graph.output])[graph.output], module(x))


def test_whole_numbers_are_taken_where_they_are_described() -> None:
    module, words = Embeds(), torch.tensor([[1, 2, 3]])
    graph = trace(module, [Signature("words", (3,), torch.int64)])
    torch.testing.assert_close(
        evaluate(graph, {graph.input: words}, [graph.output])[graph.output], module(words)
    )


def test_a_branch_of_pytorchs_own_is_refused_by_its_line() -> None:
    class Branches(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return torch.cond(x.sum() > 0, torch.sin, torch.cos, (x,))  # type: ignore[no-any-return]

    with pytest.raises(TraceError, match="branch or loop"):
        trace(Branches(), (3, 8, 8))


def test_what_distributed_training_puts_around_a_module_is_looked_through(tmp_path: Path) -> None:
    """One process alone, as who calls Convscope at the end of a training run by ``torchrun``."""
    torch.manual_seed(0)
    module, x = Net().eval(), torch.rand(2, 3, 8, 8)
    torch.distributed.init_process_group(
        "gloo", init_method=f"file://{tmp_path / 'meet'}", rank=0, world_size=1
    )
    try:
        network = Network(nn.parallel.DistributedDataParallel(module), input_shape=(3, 8, 8))
        assert (network.name, network.layers[0].address) == ("Net", "conv")
        torch.testing.assert_close(network.scores(x), module(x))
    finally:
        torch.distributed.destroy_process_group()
