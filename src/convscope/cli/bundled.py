"""The photo that is looked at where none is given."""

from __future__ import annotations

from importlib import resources
from pathlib import Path


def bundled_photo() -> Path:
    """A photo that comes with scikit-image."""
    return Path(str(resources.files("skimage"))) / "data" / "chelsea.png"
