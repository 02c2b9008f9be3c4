"""What a small network makes of a photo."""

import numpy as np
import pytest

from convscope.images import Photo
from convscope.network import Network
from convscope.report import Look, look
from toy_classifier import HOSTILE_NAME, toy_module, toy_network


@pytest.fixture(scope="session")
def network() -> Network:
    return toy_network(toy_module())


@pytest.fixture(scope="session")
def photo() -> Photo:
    pixels = np.random.default_rng(0).integers(0, 256, (40, 48, 3), dtype=np.uint8)
    return Photo(HOSTILE_NAME, pixels)


@pytest.fixture(scope="session")
def seen(network: Network, photo: Photo) -> Look:
    return look(network, photo)
