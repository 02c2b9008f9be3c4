"""The tutorials' pictures are there, and are what their scripts draw."""

import importlib.util
import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parent.parent.parent / "docs"
TUTORIALS = sorted((DOCS / "tutorials").glob("*.md"))


@pytest.mark.parametrize("path", TUTORIALS, ids=lambda path: path.stem)
def test_every_picture_of_a_tutorial_exists(path: Path) -> None:
    for picture in re.findall(r"!\[.*?\]\((.*?)\)", path.read_text(encoding="utf-8")):
        assert (path.parent / picture).is_file()


def test_the_pictures_of_the_convolution_are_what_its_script_draws(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("draw", DOCS / "draw_convolution_by_hand.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    script.main(tmp_path)
    drawn = sorted(tmp_path.glob("*.svg"))
    assert len(drawn) == 3
    for picture in drawn:
        assert picture.read_text() == (DOCS / "pictures" / picture.name).read_text()
