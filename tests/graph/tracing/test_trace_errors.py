"""A module that cannot be traced: one sentence names the line, a second one the way out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from convscope.errors import TraceError
from convscope.graph import trace
from subjects import State


class Branches(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        if x.sum() > 0:  # BRANCH
            return x
        return -x


class TakesItem(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x if x.max().item() > 0 else -x  # ITEM


class TakesNumpy(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return torch.from_numpy(np.sin(x.numpy()))  # NUMPY


class FixedView(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x.view(2, -1)  # VIEW


class IntegerBatch(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x.reshape(int(x.shape[0]), -1)  # INT


class Loops(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return torch.stack([x[index] * 2 for index in range(x.shape[0])])  # LOOP


class Raises(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        raise ValueError("the user's own sentence")  # RAISE


class WrongChannels(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(4, 4, 3)

    def forward(self, x: Tensor) -> Any:
        return self.conv(x)  # CHANNELS


class TwoInputs(nn.Module):
    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        return x + y


class ReturnsNoTensor(nn.Module):
    def forward(self, x: Tensor) -> Any:
        return "a word", x.shape[1]


@pytest.mark.parametrize(
    ("module", "line", "way_out"),
    [
        (Branches(), "`if x.sum() > 0:  # BRANCH`", "torch.where"),
        (TakesItem(), "# ITEM`", "no .item()"),
        (TakesNumpy(), "# NUMPY`", "no .numpy()"),
        (FixedView(), "`return x.view(2, -1)  # VIEW`", "any batch size"),
        (IntegerBatch(), "# INT`", "x.shape[0]"),
        (Loops(), "# LOOP`", "any batch size"),
        (Raises(), "# RAISE`: the user's own sentence.", "without being traced"),
        (WrongChannels(), "# CHANNELS`", "of which shape"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, nn.Module) else "",
)
def test_the_error_names_the_line_and_the_way_out(
    module: nn.Module, line: str, way_out: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(TraceError) as caught:
        trace(module, (3, 8, 8))
    assert f"{type(module).__name__} could not be traced" in caught.value.message
    assert "test_trace_errors.py:" in caught.value.message
    assert line in caught.value.message
    assert way_out in caught.value.hint
    assert "\n" not in caught.value.message
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("module", "words"),
    [(TwoInputs(), "takes 2 inputs .x, y., 1 described"), (ReturnsNoTensor(), "must return a tensor")],
)
def test_a_module_of_another_kind_is_refused_in_a_sentence(module: nn.Module, words: str) -> None:
    with pytest.raises(TraceError, match=words):
        trace(module, (3, 8, 8))


class Stops(nn.Module):
    """Raises in the middle of its forward."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.conv, self.norm, self.error = nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), error

    def forward(self, x: Tensor) -> Tensor:
        self.norm(self.conv(x))
        raise self.error


@pytest.mark.parametrize("error", [ValueError("no"), KeyboardInterrupt()], ids=["error", "interrupt"])
def test_an_error_or_interrupt_in_forward_leaves_the_module_as_it_was(error: BaseException) -> None:
    module = Stops(error)
    module.norm.eval()
    module.conv.weight.requires_grad_(False)
    module.conv.bias.grad = torch.ones(4)  # type: ignore[union-attr]
    before = State.of(module)
    with pytest.raises((TraceError, KeyboardInterrupt)):
        trace(module, (3, 8, 8))
    assert State.of(module) == before
