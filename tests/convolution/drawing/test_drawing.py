from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from convscope.convolution import Convolution, read_matrix, read_pooling
from convscope.convolution.drawing import Rectangle, Text, Walk, save_animation, step_scene, svg
from convscope.convolution.drawing.animation import scenes
from convscope.convolution.drawing.scene import PADDING, SEEN, SEEN_PADDING, WINDOW_STROKE
from convscope.errors import LayerSizeError, OutputError

IMAGE = read_matrix("123/456/789")
KERNEL = read_matrix("1 -1/0 2")[None]


def texts(walk: Walk, place: tuple[int, int, int], filled: int | None = None) -> list[str]:
    return [shape.text for shape in step_scene(walk, place, filled=filled).shapes if isinstance(shape, Text)]


def fills(walk: Walk, place: tuple[int, int, int]) -> list[str]:
    return [shape.fill for shape in step_scene(walk, place).shapes if isinstance(shape, Rectangle)]


def test_the_step_shows_input_filter_products_outputs_and_arithmetic() -> None:
    shown = texts(Walk(Convolution(KERNEL), IMAGE), (0, 0, 1))
    numbers = [text for text in shown if text.lstrip("-").isdigit()]
    assert numbers == [*"123456789", "1", "-1", "0", "2", "2", "-3", "0", "12", "9", "11", "15", "17"]
    assert shown[-1] == "2*1 + 3*(-1) + 5*0 + 6*2 = 11"


def test_the_padding_is_lighter_and_the_window_is_marked() -> None:
    walk = Walk(Convolution(KERNEL, padding=((1, 1), (1, 1))), IMAGE)
    shown = fills(walk, (0, 0, 0))
    assert shown.count(SEEN.fill) == 1
    assert shown.count(SEEN_PADDING.fill) == 3
    assert shown.count(PADDING.fill) == 16 - 3
    frames = [
        shape
        for shape in step_scene(walk, (0, 0, 0)).shapes
        if isinstance(shape, Rectangle) and shape.stroke == WINDOW_STROKE
    ]
    assert len(frames) == 1


def test_a_dilated_window_marks_only_what_its_weights_touch() -> None:
    walk = Walk(Convolution(KERNEL, dilation=(2, 2)), IMAGE)
    assert fills(walk, (0, 0, 0)).count(SEEN.fill) == 4


def test_a_filter_of_one_group_marks_only_its_channels() -> None:
    walk = Walk(Convolution(np.ones((2, 1, 1, 1)), groups=2), np.stack([IMAGE[0], IMAGE[0]]))
    assert fills(walk, (1, 0, 0)).count(SEEN.fill) == 1


def test_the_output_fills_in_step_by_step() -> None:
    walk = Walk(Convolution(KERNEL), IMAGE)
    counts = [len(texts(walk, place, filled=number + 1)) for number, place in enumerate(walk.places)]
    assert counts == [counts[0] + number for number in range(4)]


def test_the_svg_is_well_formed_and_holds_every_text() -> None:
    walk = Walk(Convolution(KERNEL), IMAGE, "relu")
    root = ElementTree.fromstring(svg(step_scene(walk, (0, 0, 0))))
    found = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert found == texts(walk, (0, 0, 0))


def test_pooling_follows_the_convolution() -> None:
    walk = Walk(Convolution(KERNEL), IMAGE, "relu", read_pooling("max:2"))
    *_, last = scenes(walk)
    shape = last.shapes[-1]
    assert isinstance(shape, Text)
    assert shape.text == "max(9, 11, 15, 17) = 17"


@pytest.mark.parametrize("suffix", [".gif", ".webp"])
def test_the_animation_has_a_frame_a_step(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"steps{suffix}"
    save_animation(Walk(Convolution(KERNEL), IMAGE, "", read_pooling("max:2")), path)
    with Image.open(path) as animation:
        assert animation.n_frames == 4 + 1  # type: ignore[attr-defined]
        assert animation.info["loop"] == 0


def test_a_failed_animation_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="does not end like a moving picture"):
        save_animation(Walk(Convolution(KERNEL), IMAGE), tmp_path / "steps.avi")
    assert not list(tmp_path.iterdir())


def test_too_many_steps_to_watch_are_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="at most 400 steps, but this has 784"):
        save_animation(Walk(Convolution(np.ones((1, 1, 1, 1))), np.ones((1, 28, 28))), tmp_path / "steps.gif")


def test_an_input_too_large_to_read_is_refused() -> None:
    with pytest.raises(LayerSizeError, match="up to 32x32, got 33x5"):
        Walk(Convolution(KERNEL), np.ones((1, 33, 5)))
