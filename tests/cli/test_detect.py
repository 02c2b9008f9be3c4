"""`convscope detect` as a user types it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from network.detectors.tiny import TINY

Document = Callable[..., dict[str, Any]]


def test_photos_and_films_are_looked_at_together(folder: Path, document: Document) -> None:
    pytest.importorskip("av")
    frames = [Image.fromarray(np.full((64, 64, 3), value, np.uint8)) for value in (0, 120, 255)]
    frames[0].save(folder / "photo.png")
    frames[0].save(folder / "film.gif", save_all=True, append_images=frames[1:], duration=100)
    found = document(
        "detect", "photo.png", "film.gif", "--network", TINY, "--weights", "random", "--score", "0.5"
    )
    assert [one["photo"] for one in found["photos"]] == ["photo.png"]
    (film,) = found["films"]
    assert [frame["seconds"] for frame in film["frames"]] == [0, 0.1, 0.2]
    assert Path(film["video"]).suffix == ".mp4"
    assert Path(film["video"]).exists()
