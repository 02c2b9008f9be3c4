"""A server of a toy network."""

from pathlib import Path

import pytest

from server.client import Served


@pytest.fixture
def served(tmp_path: Path) -> Served:
    return Served(tmp_path)
