"""`convscope convolve` as a user types it."""

from pathlib import Path
from typing import Any

import pytest

from cli.typed import typed

IMAGE = "100001/010010/001100/100010/010010/001010"
DIAGONAL = "1 -1 -1/-1 1 -1/-1 -1 1"
VERTICAL = "-1 1 -1/-1 1 -1/-1 1 -1"


def document(*words: str) -> dict[str, Any]:
    result = typed("convolve", *words, "--json")
    assert result.code == 0
    return result.document


def test_the_stages_of_the_lecture_follow_one_another() -> None:
    found = document(IMAGE, "--filter", DIAGONAL, "--activation", "relu", "--pool", "max:2")
    assert [stage["name"] for stage in found["stages"]] == [
        "convolution",
        "relu",
        "max pooling 2x2, stride 2x2",
    ]
    assert found["output"] == [[[3, 0], [3, 1]]]
    assert found["output_shape"] == [1, 2, 2]


def test_a_person_sees_the_same_numbers() -> None:
    out = typed("convolve", IMAGE, "--filter", DIAGONAL).out
    assert out.splitlines() == [
        "convolution (1x4x4)",
        "   3 -1 -3 -1",
        "  -3  1  0 -3",
        "  -3 -3  0  1",
        "   3 -2 -2 -1",
    ]


def test_several_filters_give_a_map_each() -> None:
    found = document(IMAGE, "--filter", DIAGONAL, "--filter", VERTICAL)
    assert found["output_shape"] == [2, 4, 4]
    assert found["output"][1][0] == [-1, -1, -1, -1]


def test_one_element_is_worked_out() -> None:
    found = document(IMAGE, "--filter", DIAGONAL, "--filter", VERTICAL, "--element", "1,2,3")["element"]
    assert (found["filter"], found["row"], found["column"], found["value"]) == (1, 2, 3, 1)
    assert found["arithmetic"] == [
        "1*(-1) + 0*1 + 0*(-1) + 0*(-1) + 1*1 + 0*(-1) + 0*(-1) + 1*1 + 0*(-1) = 1"
    ]


def test_the_table_works_out_every_output() -> None:
    found = document(IMAGE, "--filter", DIAGONAL, "--stride", "2", "--table")
    assert [row["value"] for row in found["table"]] == [3, -3, -3, 0]


def test_the_matrix_of_a_small_convolution() -> None:
    found = document("12/34", "--filter", "1 -1", "--as-matrix")["matrix"]
    assert found["toeplitz"] == [[1, -1, 0, 0], [0, 0, 1, -1]]
    assert found["im2col"] == [[[1, 3], [2, 4]]]


def test_the_gradients_of_a_given_output_gradient() -> None:
    found = document("12/34", "--filter", "5 6", "--backward", "--gradient", "1/2")["gradients"]
    # By hand: weights 1*1 + 2*3 and 1*2 + 2*4; inputs are each gradient times 5 and 6.
    assert found["weight"] == [[[[7, 10]]]]
    assert found["input"] == [[[5, 6], [10, 12]]]
    assert found["bias"] == [3]


def test_the_transposed_convolution_is_one_of_the_stretched_matrix() -> None:
    found = document("12/34", "--filter", "1 10", "--stride", "2", "--transposed", "--bias", "5")
    # By hand: each number goes to two outputs, times 1 and times 10.
    assert found["input"] == [[[1, 0, 2], [0, 0, 0], [3, 0, 4]]]
    assert found["output"] == [[[6, 15, 7, 25], [5, 5, 5, 5], [8, 35, 9, 45]]]


def test_flipping_turns_the_kernel() -> None:
    assert document("12/34", "--filter", "1 0/0 0", "--flip")["output"] == [[[4]]]


def test_picture_and_animation_are_written(tmp_path: Path) -> None:
    picture, animation = tmp_path / "step.svg", tmp_path / "steps.gif"
    found = document("12/34", "--filter", "1", "--picture", str(picture), "--animation", str(animation))
    assert found["picture"] == str(picture)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["step.svg", "steps.gif"]


@pytest.mark.parametrize(
    ("words", "kind", "message"),
    [
        (["1 2/3", "--filter", "1"], "matrix", "Row 2"),
        (["12/34", "--filter", "1 x"], "matrix", "'x'"),
        (["12/34", "--filter", "123/456/789"], "arithmetic", "must fit"),
        (["12/34", "--filter", "1", "--filter", "1 1"], "arithmetic", "filter 1"),
        (["12/34", "--filter", "1|1"], "arithmetic", "channels"),
        (["12/34", "--filter", "1", "--stride", "0"], "arithmetic", "stride"),
        (["12/34", "--filter", "1", "--activation", "rel"], "arithmetic", "activation"),
        (["12/34", "--filter", "1", "--pool", "mux:2"], "arithmetic", "pooling"),
        (["12/34", "--filter", "1", "--bias", "1,2"], "arithmetic", "bias"),
        (["12/34", "--filter", "1", "--bias", "one"], "matrix", "bias"),
        (["12/34", "--filter", "1", "--bias", "nan"], "matrix", "bias"),
        (["12/34"], "usage", "'--filter'"),
        (["12/34", "--filter", "1", "--element", "0"], "matrix", "element"),
        (["12/34", "--filter", "1", "--element", "9,9"], "address", "rows"),
        (["12/34", "--filter", "1", "--backward", "--gradient", "1"], "arithmetic", "makes"),
        (["12/34", "--filter", "1", "--picture", "step.png"], "output", "SVG"),
        (["12/34", "--filter", "1", "--picture", f"{__file__}/step.svg"], "output", "cannot be written"),
        (["12/34", "--filter", "1", "--animation", "steps.avi"], "output", "moving picture"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(words: list[str], kind: str, message: str) -> None:
    result = typed("convolve", *words, "--json")
    assert result.code == 2
    assert result.document["error"]["kind"] == kind
    assert message in result.document["error"]["message"]
    assert "Traceback" not in result.err
