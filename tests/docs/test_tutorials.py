"""The tutorials' pictures are there, and are what their scripts draw."""

import importlib.util
import json
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
    spec = importlib.util.spec_from_file_location("draw", DOCS / "scripts" / "draw_convolution_by_hand.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    script.main(tmp_path)
    drawn = sorted(tmp_path.glob("*.svg"))
    assert len(drawn) == 4
    for picture in drawn:
        assert picture.read_text() == (DOCS / "pictures" / picture.name).read_text()


def test_why_it_errs_tells_the_figures_of_the_evaluation() -> None:
    page = " ".join((DOCS / "tutorials" / "why-it-errs.md").read_text(encoding="utf-8").split())
    told = json.loads((DOCS / "scripts" / "learning.json").read_text())
    accuracy, (low, high) = told["metrics"]["accuracy"], told["intervals"]["accuracy"]
    scaled = told["calibration"]
    for sentence in (
        f"With {len(told['errors'])} of {told['photos']} pictures wrong the accuracy is {100 * accuracy:.1f} %",
        f"the interval goes from {100 * low:.1f} % to {100 * high:.1f} %",
        f"all {told['confusion']['counts'][0][1]} are cats",
        f"its temperature is {scaled['temperature']:.2f}",
        f"from {100 * scaled['expected_error']:.1f} % to {100 * scaled['expected_error_scaled']:.1f} %",
    ):
        assert sentence in page
