"""Gradients pass through values of any kind, and where nothing connects a score to the photo, it is said."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from convscope.errors import ObjectiveError
from convscope.explanation import explain
from convscope.network import Network
from convscope.objectives import parse
from convscope.synthesis import Climb, Parameterization, Pixels, ascend

SHAPE = (3, 8, 8)


class Head(nn.Module):
    """Four numbers of an image, behind a function of it."""

    def __init__(self, call: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.call, self.conv = call, nn.Conv2d(3, 4, 3, padding=1).double()
        made = self.call(self.conv(torch.zeros(1, *SHAPE).double())).flatten(1)
        self.last = nn.Linear(made.shape[1], 4).double()

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.last(self.call(self.conv(x)).flatten(1).to(torch.float64))
        return y


CONNECTED: dict[str, Callable[[Tensor], Tensor]] = {
    "rfft2, abs": lambda x: torch.fft.rfft2(x).abs(),
    "fft, view_as_real": lambda x: torch.view_as_real(torch.fft.fft(x)),
    "rfft2, a product, irfft2": lambda x: torch.fft.irfft2(torch.fft.rfft2(x) * (2 + 1j), s=(8, 8)),
    "view_as_complex": lambda x: torch.view_as_complex(torch.unflatten(x, 3, (4, 2)).contiguous()).abs(),
    "real and imaginary parts": lambda x: torch.fft.fft2(x).real * torch.fft.fft2(x).imag,
    "angle": lambda x: torch.fft.rfft(x).angle(),
    "a sum of a real and a complex value": lambda x: (x + torch.fft.fft(x)).abs(),
    "a sum of two precisions": lambda x: x.float() + x,
    "complex parts in chunks": lambda x: torch.fft.fft(x).chunk(2, 1)[1].abs(),
}


@pytest.mark.parametrize("name", CONNECTED)
def test_a_gradient_passes_through_complex_values(name: str) -> None:
    module, x = Head(CONNECTED[name]).eval(), torch.randn((3, 8, 8), dtype=torch.float64)
    leaf = x[None].clone().requires_grad_()
    (gradient,) = torch.autograd.grad(module(leaf)[0, 2], leaf)
    made = explain(Network(module, input_shape=SHAPE), x, "saliency", "output:2")
    np.testing.assert_allclose(made.values, gradient[0].abs().amax(0), rtol=1e-5)


DISCONNECTED: dict[str, Callable[[Tensor], Tensor]] = {
    "argmax": lambda x: x.argmax(1),
    "detach": lambda x: x.detach(),
    "a comparison": lambda x: (x > 0).double(),
    "whole numbers": lambda x: (10 * x).long(),
}


@pytest.mark.parametrize("name", DISCONNECTED)
@pytest.mark.parametrize("method", ["saliency", "integrated-gradients", "deeplift", "lrp", "grad-cam"])
def test_a_gradient_that_nothing_carries_is_refused(name: str, method: str) -> None:
    network = Network(Head(DISCONNECTED[name]).eval(), input_shape=SHAPE)
    layer = "conv" if method == "grad-cam" else None
    with pytest.raises(ObjectiveError, match=r"No gradient leads from 'last' back to '(input|conv)'"):
        explain(network, torch.randn(SHAPE), method, "output:2", layer)


def test_what_only_looks_at_scores_explains_it_nevertheless() -> None:
    network = Network(Head(DISCONNECTED["argmax"]).eval(), input_shape=SHAPE)
    found = explain(network, torch.randn(SHAPE), "occlusion", "output:2", window=4, stride=4)
    assert np.abs(found.values).max() > 0


class Deaf(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.bias = nn.Parameter(torch.randn(4))

    def forward(self, x: Tensor) -> Tensor:
        return self.bias.expand(x.shape[0], 4)


@pytest.mark.parametrize("method", ["saliency", "occlusion", "rise"])
def test_a_score_that_does_not_read_the_photo_is_explained_by_no_method(method: str) -> None:
    network = Network(Deaf(), input_shape=SHAPE, task="classes")
    with pytest.raises(ObjectiveError, match="does not depend on"):
        explain(network, torch.randn(SHAPE), method, "output:2")


def test_no_picture_is_climbed_by_a_gradient_that_nothing_carries() -> None:
    network = Network(Head(DISCONNECTED["argmax"]).eval(), input_shape=SHAPE)
    made = Parameterization(Pixels(SHAPE))
    with pytest.raises(ObjectiveError, match="No gradient leads from 'last' back to 'input'"):
        ascend(network, [parse("output:2")], made, torch.zeros(1, *SHAPE), Climb(4))


class FrozenTrunk(nn.Module):
    """A trunk under ``torch.no_grad``, as who trains a head alone writes it."""

    def __init__(self, *, frozen: bool) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.trunk, self.head = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU()), nn.Linear(4, 2)
        self.frozen = frozen

    def forward(self, x: Tensor) -> Tensor:
        with torch.set_grad_enabled(not self.frozen):
            y = self.trunk(x)
        result: Tensor = self.head(y.mean((2, 3)))
        return result


def test_a_frozen_trunk_is_explained_as_if_it_were_not() -> None:
    x = torch.randn(SHAPE, generator=torch.Generator().manual_seed(2))
    maps = [
        explain(
            Network(FrozenTrunk(frozen=frozen).eval(), input_shape=SHAPE, task="classes"), x, "saliency"
        ).values
        for frozen in (True, False)
    ]
    assert np.abs(maps[1]).max() > 0
    np.testing.assert_array_equal(maps[0], maps[1])


def test_what_a_network_detaches_passes_nothing_back() -> None:
    class Detaches(FrozenTrunk):
        def forward(self, x: Tensor) -> Tensor:
            result: Tensor = self.head((self.trunk(x) + self.trunk(2 * x).detach()).mean((2, 3)))
            return result

    module = Detaches(frozen=False).eval()
    x = torch.randn(SHAPE, generator=torch.Generator().manual_seed(2))
    made = explain(Network(module, input_shape=SHAPE, task="classes"), x, "saliency", "output:1")
    leaf = x[None].requires_grad_()
    (expected,) = torch.autograd.grad(module(leaf)[0, 1], leaf)
    np.testing.assert_allclose(made.values, expected[0].abs().amax(0), rtol=1e-5)
