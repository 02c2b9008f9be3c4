"""Figures and captions in the language that is spoken."""

import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convscope.language import speaking
from convscope.render.axes import draw_on_axes, save_figure
from convscope.render.map_drawing import map_drawing


def test_a_figures_numbers_have_the_languages_decimal_mark(tmp_path: Path) -> None:
    figures = pytest.importorskip("matplotlib.figure")
    with speaking("fr"):
        axes = figures.Figure().add_subplot()
        axes.plot([0, 1], [0.25, 0.75])
        axes.set_title("mean")
        save_figure(axes, tmp_path / "f.svg", {})
    said = re.findall(r">([^<>]+)</text>", (tmp_path / "f.svg").read_text())
    assert "0,4" in said
    assert "moyenne" in said
    assert not any(re.fullmatch(r"\d\.\d+", one) for one in said)


def test_a_colour_bar_has_it_too(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    drawing = map_drawing(np.array([[0.0, 0.125]], np.float32), None, "overlay", "positive")
    with speaking("fr"):
        axes = draw_on_axes(Image.new("RGB", (8, 8)), drawing, "saliency: class:0")
        save_figure(axes, tmp_path / "f.svg", {})
    assert re.search(r">0,12\d</text>", (tmp_path / "f.svg").read_text())
