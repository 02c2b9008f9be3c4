"""What the pages' examples find in their working directory."""

import shutil
from pathlib import Path

import pytest
import skimage


@pytest.fixture(autouse=True)
def photo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a temporary directory with ``cat.png`` the working directory."""
    shutil.copy(Path(skimage.__file__).parent / "data" / "chelsea.png", tmp_path / "cat.png")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "110")
