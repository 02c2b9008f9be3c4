"""Every method of the registry, with options that keep it quick, so that a new one is tested on arrival."""

from typing import Any

import pytest

from classifiers import classifier
from convscope.attribution import Method
from convscope.network import Network
from convscope.registry import methods

SHAPE = (3, 20, 14)
QUICK = {"steps": 6, "samples": 3, "window": 5, "stride": 4}


@pytest.fixture(params=sorted(methods()))
def method(request: pytest.FixtureRequest) -> Method[Any]:
    return methods()[request.param]


@pytest.fixture
def options(method: Method[Any]) -> dict[str, Any]:
    """Options that make a method quick, of those that it has."""
    return {name: value for name, value in QUICK.items() if name in method.options.model_fields}


@pytest.fixture(scope="session")
def network() -> Network:
    return classifier(SHAPE)
