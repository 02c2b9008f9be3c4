"""Every number of the lecture, against values worked out by hand or by PyTorch."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image, ImageSequence

from cli.typed import typed
from convscope import lecture
from convscope.convolution import matrix_text
from convscope.errors import OutputError
from convscope.report.lecture import film_scenes, write_lecture
from convscope.report.lecture.commands import COMMANDS

LECTURE = lecture()
BACK = LECTURE.backpropagation


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lecture")
    write_lecture(LECTURE, folder, folder / "film.gif")
    return folder


def texts(maps: Any) -> list[str]:
    return [matrix_text(one) for one in maps]


@pytest.mark.parametrize(
    ("stage", "maps"),
    [
        (0, ["3 -1 -3 -1/-3 1 0 -3/-3 -3 0 1/3 -2 -2 -1", "-1 -1 -1 -1/-1 -1 -2 1/-1 -1 -2 1/-1 0 -4 3"]),
        (1, ["3 0 0 0/0 1 0 0/0 0 0 1/3 0 0 0", "0 0 0 0/0 0 0 1/0 0 0 1/0 0 0 3"]),
        (2, ["3 0/3 1", "0 1/0 3"]),
    ],
)
def test_the_maps_of_each_stage_are_those_worked_out_by_hand(stage: int, maps: list[str]) -> None:
    assert texts(LECTURE.exercise.stages[stage].values) == maps


def test_the_vector_holds_the_pooled_maps_one_after_the_other() -> None:
    assert LECTURE.exercise.output.tolist() == [3, 0, 3, 1, 0, 1, 0, 3]


def test_a_stride_of_2_takes_every_second_number() -> None:
    assert texts(LECTURE.strided.output) == ["3 -3/-3 0", "-1 -1/-1 -2"]


def test_padding_keeps_six_rows_and_columns() -> None:
    """At the corner, by hand: 1 at the middle of the window and 1 below on the right, of filter 0."""
    assert LECTURE.padded.output.shape == (2, 6, 6)
    assert LECTURE.padded.output[0, 0, 0] == 1 * 1 + 1 * 1
    np.testing.assert_array_equal(LECTURE.padded.output[:, 1:-1, 1:-1], LECTURE.exercise.stages[0].values)


def test_the_sizes_are_those_of_the_maps() -> None:
    worked = (LECTURE.exercise.stages[0].values, LECTURE.strided.output, LECTURE.padded.output)
    assert [size.output_shape for size in LECTURE.sizes] == [one.shape for one in worked]


def test_the_small_networks_have_the_parameters_counted_by_hand() -> None:
    """MLP: 8 x (36 + 1) + 2 x (8 + 1); CNN: 2 x (9 + 1) + 2 x (8 + 1)."""
    assert LECTURE.small.parameters == (296 + 18, 20 + 18) == (314, 38)


def test_a_dense_layer_on_32x32_has_the_weights_of_the_textbooks() -> None:
    assert LECTURE.large.parameters == (102_400, 900)


def test_the_map_of_128x128x64_becomes_40x124x124() -> None:
    found = LECTURE.maps
    assert found.output_shape == (40, 124, 124)
    assert found.cost.parameters == 40 * (5 * 5 * 64 + 1) == 64_040
    assert found.cost.multiply_adds == 64_040 * 124 * 124


def test_the_photo_of_255x255_becomes_30x85x64() -> None:
    found = LECTURE.photo
    assert found.output_shape == (30, 85, 64)
    assert found.cost.parameters == 30 * (7 * 7 * 3 + 1) == 4_440


def test_the_small_layer_goes_forwards_as_by_hand() -> None:
    """37 = 1 + 4 + 12 + 20, and so on."""
    assert texts(BACK.output) == ["37 47/67 77"]


def test_the_gradient_of_the_filter_is_that_worked_out_by_hand() -> None:
    """At the top left 1*1 - 1*2 + 2*4 + 0*5 = 7."""
    assert texts(BACK.gradients.weight[0]) == ["7 9/13 15"]
    assert BACK.gradients.bias.tolist() == [1 - 1 + 2 + 0]


def test_the_gradient_of_the_input_is_that_worked_out_by_hand() -> None:
    """In the middle 1*4 - 1*3 + 2*2 + 0*1 = 5; at the top right -1*2."""
    assert texts(BACK.gradients.input) == ["1 1 -2/5 5 -4/6 8 0"]


def test_autograd_finds_the_same_gradients() -> None:
    pixels = torch.tensor(BACK.input, requires_grad=True)
    weight = torch.tensor(BACK.layer.weight, requires_grad=True)
    output = torch.nn.functional.conv2d(pixels, weight)
    of_weight, of_pixels = torch.autograd.grad(output, (weight, pixels), torch.tensor(BACK.outer))
    np.testing.assert_array_equal(of_weight.numpy(), BACK.gradients.weight)
    np.testing.assert_array_equal(of_pixels.numpy(), BACK.gradients.input)


def test_the_pictures_of_both_gradients_show_these_gradients() -> None:
    np.testing.assert_array_equal(BACK.filter_walk.outputs, BACK.gradients.weight[0])
    np.testing.assert_array_equal(BACK.input_walk.outputs, BACK.gradients.input)


def test_a_raised_weight_changes_the_loss_by_its_gradient() -> None:
    """Loss 1*37 - 1*47 + 2*67 + 0*77 = 124."""
    assert (BACK.loss_after(0), BACK.loss_after(1)) == (124, 124 + 7)


def test_a_step_goes_against_the_gradient() -> None:
    assert texts(BACK.stepped) == ["0.3 1.1/1.7 2.5"]


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_of_the_page_gives_its_numbers(name: str) -> None:
    found = typed(*shlex.split(COMMANDS[name])[1:], "--json").document
    expected: dict[str, tuple[Any, Any]] = {
        "window": (found.get("element", {}).get("value"), 3),
        "maps": (found.get("output"), LECTURE.exercise.stages[0].values.tolist()),
        "stride": (found.get("output"), LECTURE.strided.output.tolist()),
        "padding": (found.get("output"), LECTURE.padded.output.tolist()),
        "after": (found.get("output"), LECTURE.exercise.output.tolist()),
        "network": (found.get("total", {}).get("parameters"), LECTURE.small.parameters[1]),
        "parameters": (found.get("alternatives", [{}])[0].get("parameters"), 102_400),
        "larger": (found.get("parameters"), LECTURE.maps.cost.parameters),
        "photo": (found.get("output_shape"), [*LECTURE.photo.output_shape]),
        "backwards": (found.get("gradients", {}).get("weight"), BACK.gradients.weight.tolist()),
    }
    mine, its = expected[name]
    assert mine == its


def test_the_page_says_what_was_computed_and_loads_nothing(written: Path) -> None:
    page = (written / "lecture.html").read_text(encoding="utf-8")
    words = " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())
    words = words.replace("\N{MULTIPLICATION SIGN}", "x")
    for said in (
        "1*1 + 0*(-1) + 0*(-1) + 0*(-1) + 1*1 + 0*(-1) + 0*(-1) + 0*(-1) + 1*1 = 3",
        "two filters make 2 x 4 x 4 numbers of 1 x 6 x 6",
        "22 of 32 numbers are negative and become 0, and 7 stay above it",
        "8 numbers, 3 0 3 1 0 1 0 3",
        "296 + 18 = 314",
        "1 x 32 x 32 x 100 = 102,400 weights",
        "3 x 3 x 100 = 900: 114 times fewer",
        "parameters: 40 x (5 x 5 x 64 + 1) = 64040",
        "The output is 30 x 85 x 64.",
        "1*1 + 2*(-1) + 4*2 + 5*0 = 7",
        "1*4 + (-1)*3 + 2*2 + 0*1 = 5",
        "the loss goes from 124 to 131, that is by 7",
        "makes the filter 0.3 1.1/1.7 2.5",
    ):
        assert said in words
    assert not re.findall(r'(?:src|href)="(?!data:|#)', page)


def test_the_film_shows_every_step(written: Path) -> None:
    """Two maps of 16, ReLU, 8 pooled numbers, flatten, then 4 outputs, 4 weights and 9 inputs."""
    assert len(list(film_scenes(LECTURE))) == 32 + 1 + 8 + 1 + 4 + 4 + 9
    with Image.open(written / "film.gif") as film:
        assert sum(1 for _ in ImageSequence.Iterator(film)) == 59


def test_the_json_holds_all_numbers(written: Path) -> None:
    found = json.loads((written / "lecture.json").read_text())
    assert found["backpropagation"]["filter_gradient"] == [[7, 9], [13, 15]]
    assert found["examples"]["photo_255x255x3"]["output_shape"] == [30, 85, 64]
    assert found["parameters"]["6x6"] == {"mlp": 314, "cnn": 38}


def test_each_picture_is_an_svg_of_its_own(written: Path) -> None:
    pictures = sorted(path.stem for path in written.glob("*.svg"))
    assert pictures == [
        *("filter-gradient", "flatten", "forward", "input-gradient", "maps"),
        *("padding", "pooling", "relu", "stride", "window"),
    ]
    assert all((written / f"{name}.svg").read_text().startswith("<svg") for name in pictures)


def test_a_film_of_another_format_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="does not end like a moving picture"):
        write_lecture(LECTURE, tmp_path / "out", tmp_path / "film.avi")
    assert list(tmp_path.iterdir()) == []


def test_the_command_writes_a_new_folder_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    first, second = (typed("lecture", "--film", "film.webp", "--json").document for _ in range(2))
    assert (first["report"], second["report"]) == ("lecture/lecture.html", "lecture-2/lecture.html")
    assert (tmp_path / "film.webp").is_file()


def test_it_is_one_line_and_a_small_page_in_a_notebook() -> None:
    assert repr(LECTURE).startswith("<Lecture a 6 x 6 picture, two filters")
    assert "data:image/svg+xml" in LECTURE._repr_html_()
