"""Every network is built and traced once: pytest groups the tests by the session's parameter."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pytest

from subjects import NETWORKS, Subject
from toys import TOYS


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
