"""`convscope arithmetic` as a user types it."""

from typing import Any

import pytest

from cli.typed import typed

CONVOLUTION = "convolution --input 255x255x3 --filters 30 --kernel 7x7 --stride 3x4 --padding 2"


def document(arguments: str) -> dict[str, Any]:
    result = typed("arithmetic", *arguments.split(), "--json")
    assert result.code == (2 if "error" in result.document else 0)
    return result.document


def test_json_holds_the_promised_keys() -> None:
    found = document(CONVOLUTION)
    assert {"output_shape", "parameters", "multiply_adds", "formula"} <= set(found)
    assert found["output_shape"] == [30, 85, 64]
    assert found["parameters"] == 30 * (49 * 3 + 1)


def test_the_formula_is_printed_with_its_numbers() -> None:
    out = typed("arithmetic", *CONVOLUTION.split()).out
    assert "columns: floor((255 + 2 + 2 - 7) / 4) + 1 = 64" in out


@pytest.mark.parametrize(
    ("arguments", "shape"),
    [
        ("convolution --input 6x6 --filters 2 --kernel 3", [2, 4, 4]),
        ("convolution --input 120x3 --layout LC --filters 1 --kernel 5", [1, 116]),
        ("convolution --input 128x128x128x3 --filters 1 --kernel 3", [1, 126, 126, 126]),
        ("convolution --input 8x8x8 --filters 1 --kernel 3x3x3", [1, 6, 6, 6]),
        ("convolution --input 28x28x1 --filters 8 --kernel 5 --padding same-pytorch", [8, 28, 28]),
        (
            "convolution --input 28x28x1 --filters 8 --kernel 4 --stride 2 --padding same-tensorflow",
            [8, 14, 14],
        ),
        ("transposed --input 7x7x64 --filters 32 --kernel 4 --stride 2 --padding 1", [32, 14, 14]),
        ("pooling --input 112x112x64 --kernel 3 --stride 2 --ceil-mode", [64, 56, 56]),
        ("pooling --input 9x9 --kernel 2", [1, 4, 4]),
        ("dense --input 28x28x1 --features 100", [100]),
        ("dense --input 784 --features 10", [10]),
    ],
)
def test_each_form_gives_the_output_shape(arguments: str, shape: list[int]) -> None:
    assert document(arguments)["output_shape"] == shape


def test_keep_size_says_when_there_is_no_symmetric_answer() -> None:
    found = document("keep-size --input 28 --kernel 4")
    assert (found["before"], found["after"], found["symmetric"]) == (1, 2, None)


def test_between_lists_the_ways() -> None:
    found = document("between --input 32 --output 16 --largest-kernel 2")
    assert found["ways"] == [{"kind": "convolution", "kernel": 2, "stride": 2, "padding": 0}]


def test_compare_gives_the_lecture_figure() -> None:
    found = document("compare dense-convolution --input 32x32x1 --filters 100")
    assert found["alternatives"][0]["parameters"] == 102_400


@pytest.mark.parametrize(
    "arguments",
    [
        "convolution --input 5x5x3 --filters 3 --kernel 8",
        "convolution --input 5x5.5x3 --filters 3 --kernel 3",
        "convolution --input 5x5x3 --filters 0 --kernel 3",
        "convolution --input 5x5x3 --filters 3 --kernel 3 --groups 2",
        "convolution --input 5x5x3 --filters 3 --kernel 3 --stride -1",
        "convolution --input 5x5x3 --filters 3 --kernel 3 --stride 2 --padding same",
        "compare 8x8 --input 5x5",
    ],
)
def test_an_impossible_layer_is_refused_as_arithmetic(arguments: str) -> None:
    assert document(arguments)["error"]["kind"] == "arithmetic"


def test_compare_without_a_name_lists_the_comparisons() -> None:
    found = document("compare")["comparisons"]
    assert {
        "name": "3x3-1x3-3x1",
        "summary": "One 3x3 against 1x3 followed by 3x1 (Inception v3, 2015).",
    } in found
    assert len(found) == 7


def test_what_a_dense_layer_costs_is_computed() -> None:
    found = document("dense --input 28x28x1 --features 100")
    assert (found["parameters"], found["multiply_adds"]) == (78_500, 78_500)
    assert found["formula"].splitlines()[0] == "flatten: 1 x 28 x 28 = 784"
    assert document("dense --input 784 --features 100 --no-bias")["parameters"] == 78_400


def test_it_says_how_the_input_was_read() -> None:
    out = typed("arithmetic", "dense", "--input", "28x28x1", "--features", "10").out
    assert out.startswith("28x28x1 is read as 1 channel of 28 rows x 28 columns (HWC), here 1x28x28.\n")


def test_iou_prints_each_step_with_its_numbers() -> None:
    out = typed("arithmetic", "iou", "127 40 344 226", "317 93 424 195").out
    assert "IoU: 2754 / 48522 = 0.0568" in out


def test_nms_tells_what_each_kept_box_did_to_the_others() -> None:
    out = typed("arithmetic", "nms", "0 0 4 4 0.9 / 0 0 4 3 0.8 / 9 9 12 12 0.5").out.splitlines()
    assert out == [
        "step 1: keep box 0, score 0.9",
        "  box 1: IoU 0.7500, suppressed",
        "  box 2: IoU 0.0000, stays",
        "step 2: keep box 2, score 0.5",
        "kept: 0, 2",
    ]


def test_nms_gives_its_steps_as_json() -> None:
    found = typed("arithmetic", "nms", "0 0 4 4 0.9 / 0 0 4 3 0.8", "--way", "linear", "--json").document
    assert found["kept"] == [0, 1]
    assert found["steps"][0]["meetings"][0]["after"] == pytest.approx(0.2)


def test_regions_of_a_map_are_worked_out() -> None:
    asked = ("1 2 3 4 / 5 6 7 8 / 9 10 11 12 / 13 14 15 16", "0 0 64 64", "--stride", "16", "--json")
    assert typed("arithmetic", "roi-pool", *asked).document["output"] == [[11, 12], [15, 16]]
    assert typed("arithmetic", "roi-align", *asked).document["output"] == [[3.5, 5.5], [11.5, 13.5]]
