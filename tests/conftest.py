"""Every network is built and traced once: pytest groups the tests by the session's parameter."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import Any

import hypothesis
import pytest
import torch

from subjects import NETWORKS, Subject
from toys import TOYS

os.environ["CONVSCOPE_LANGUAGE"] = "en"  # whatever the language of the machine


# A machine that does other things as well is no reason to fail.
hypothesis.settings.register_profile("any machine", deadline=None)
hypothesis.settings.load_profile("any machine")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--device", default="cpu", help="Where the laws' networks are: cpu, cuda ...")
    parser.addoption(
        "--dtype",
        default="float64",
        choices=["float64", "float32", "bfloat16"],
        help="What the laws' networks compute in; by default float64, in which rounding can hide no difference.",
    )


@pytest.fixture(scope="session")
def device(request: pytest.FixtureRequest) -> torch.device:
    """Where the networks of a test are."""
    return torch.device(request.config.getoption("--device"))


@pytest.fixture(scope="session")
def dtype(request: pytest.FixtureRequest) -> torch.dtype:
    """What the networks of a test compute in."""
    found: torch.dtype = getattr(torch, request.config.getoption("--dtype"))
    return found


@lru_cache(maxsize=2)
def _subject(name: str, input_shape: tuple[int, ...]) -> Subject:
    return Subject(name, input_shape)


def _quick_and_slow() -> list[Any]:
    quick = [pytest.param((name, (3, q, q)), id=f"{name}-{q}") for name, (q, _) in NETWORKS.items() if q]
    slow = [
        pytest.param((name, (3, size, size)), id=f"{name}-{size}", marks=pytest.mark.slow)
        for name, (_, size) in NETWORKS.items()
    ]
    return quick + slow


@pytest.fixture(scope="session", params=_quick_and_slow())
def network(request: pytest.FixtureRequest) -> Subject:
    return _subject(*request.param)


@pytest.fixture(scope="session", params=[pytest.param((n, s), id=n) for n, (_, s) in TOYS.items()])
def toy(request: pytest.FixtureRequest) -> Subject:
    return _subject(*request.param)
