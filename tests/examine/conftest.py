"""Scans are kept in a folder of the test."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def scans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The scans' folder."""
    pytest.importorskip("datasketches")
    pytest.importorskip("pyarrow")
    monkeypatch.setenv("CONVSCOPE_SCANS", str(tmp_path / "scans"))
    return tmp_path / "scans"
