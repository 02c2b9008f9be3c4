"""Small modules and files of weights, made on the spot."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn
from torchvision import models

from convscope import Network
from convscope.graph import evaluate

TOY = """
from torch import nn


def make():
    return nn.Sequential(
        nn.Conv2d(3, 4, 3, stride=2), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 5)
    )
"""


def make_toy() -> nn.Module:
    torch.manual_seed(7)
    return nn.Sequential(
        nn.Conv2d(3, 4, 3, stride=2), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 5)
    ).eval()


@pytest.fixture
def toy() -> nn.Module:
    """The module that `toy_spec` builds, with weights of its own."""
    with torch.random.fork_rng(devices=[]):
        return make_toy()


@pytest.fixture
def toy_spec(tmp_path: Path) -> str:
    """``file.py:function`` that builds the toy."""
    (tmp_path / "toy.py").write_text(TOY)
    return f"{tmp_path / 'toy.py'}:make"


@pytest.fixture(scope="session")
def ten_classes() -> nn.Module:
    """A SqueezeNet for ten classes."""
    with torch.random.fork_rng(devices=[]):
        module: nn.Module = models.squeezenet1_1(num_classes=10).eval()
    return module


Difference = Callable[[Network, nn.Module], float]


@pytest.fixture
def difference() -> Difference:
    """Largest difference between a network's outputs and a module's, in units of the largest output."""

    def measure(network: Network, module: nn.Module) -> float:
        inputs = torch.rand(3, *network.input_shape, generator=torch.Generator().manual_seed(1))
        graph = network.graph()
        with torch.no_grad():
            expected: Tensor = module(inputs)
            found = evaluate(graph, {graph.input: inputs}, [graph.output])[graph.output]
        return float((found - expected).abs().max() / expected.abs().max())

    return measure
