"""A small classifier with hostile labels."""

from collections.abc import Callable

import torch
from torch import nn

from convscope.images import Preprocessing
from convscope.network import Network

PREPROCESSING = Preprocessing(
    size=(32, 32), resize=32, interpolation="bilinear", mean=(0.5, 0.5, 0.5), std=(0.25, 0.25, 0.25)
)
LABELS = ("<script>alert(1)</script>, one", "two & a half", 'three "quoted"', "four", "five")
HOSTILE_NAME = "photos/<img src=x onerror=alert(1)>.png"


def toy_module(activation: Callable[[], nn.Module] = nn.ReLU, head: nn.Module | None = None) -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1),
        activation(),
        nn.Conv2d(8, 12, 3, stride=2, padding=1),
        activation(),
        nn.Conv2d(12, 16, 3, stride=2, padding=1),
        activation(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        head or nn.Linear(16, len(LABELS)),
    )


def toy_network(module: nn.Module, weights: str = "the test's own") -> Network:
    return Network(module.eval(), preprocessing=PREPROCESSING, labels=LABELS, name="toy", weights=weights)
