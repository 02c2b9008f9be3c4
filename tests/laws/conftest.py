"""Every method of the registry, with options that keep it quick, so that a new one is tested on arrival."""

from typing import Any

import pytest
import torch

from classifiers import classifier
from convscope.attribution import Method
from convscope.network import Network
from convscope.registry import methods

SHAPE = (3, 20, 14)
QUICK = {"steps": 6, "samples": 3, "window": 5, "stride": 4, "segments": 40, "permutations": 2, "cells": 3}
TARGETS = ["class:1", "prob:2", "mix:3", "last:2@4,5", "class:0 - class:4", "3*class:1 + 0.5*down:1"]
# What a method that explains scores only can explain.
OF_SCORES = ["class:1", "prob:2", "class:0 - class:4", "3*class:1 - 2*class:2"]


def quick_options(method: Method[Any]) -> dict[str, Any]:
    """The options of `QUICK` that a method has."""
    return {name: value for name, value in QUICK.items() if name in method.options.model_fields}


@pytest.fixture(params=sorted(methods()))
def method(request: pytest.FixtureRequest) -> Method[Any]:
    return methods()[request.param]


@pytest.fixture
def options(method: Method[Any]) -> dict[str, Any]:
    """Options that make a method quick, of those that it has."""
    return quick_options(method)


@pytest.fixture(scope="session")
def network(device: torch.device, dtype: torch.dtype) -> Network:
    return classifier(SHAPE, device, dtype)


@pytest.fixture(scope="session")
def tolerance(dtype: torch.dtype) -> float:
    """By how much values may differ that are equal but for rounding, as a fraction of the greatest one."""
    return {torch.float64: 1e-5, torch.float32: 1e-3, torch.bfloat16: 0.2}[dtype]


@pytest.fixture
def targets(method: Method[Any]) -> list[str]:
    """What the method can explain."""
    return OF_SCORES if method.scores_only else TARGETS
