"""`convscope networks` and `convscope layers` as a user types them."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from convscope.cli import main


@pytest.fixture
def type_in(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs a command line; gives its exit code, what it printed and what it complained."""

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["convscope", *words])
        with pytest.raises(SystemExit) as leaving:
            main()
        captured = capsys.readouterr()
        return int(str(leaving.value.code)), captured.out, captured.err

    return run


TOY = """
from torch import nn


class A_name_longer_than_any_window_would_be_wide_if_this_were_a_window_of_eighty_columns(nn.Module):
    def __init__(self):
        super().__init__()
        self.a_part_with_a_name_that_nobody_would_give_it_but_which_must_not_be_cut_in_the_table = nn.Conv2d(
            3, 4, 5, stride=2
        )

    def forward(self, x):
        return self.a_part_with_a_name_that_nobody_would_give_it_but_which_must_not_be_cut_in_the_table(x)


def make():
    import convscope
    part = A_name_longer_than_any_window_would_be_wide_if_this_were_a_window_of_eighty_columns()
    return convscope.Network(part, input_shape=(3, 32, 24))
"""
ADDRESS = "a_part_with_a_name_that_nobody_would_give_it_but_which_must_not_be_cut_in_the_table"


@pytest.fixture
def toy(tmp_path: Path) -> str:
    (tmp_path / "toy.py").write_text(TOY)
    return f"{tmp_path / 'toy.py'}:make"


def test_networks_hold_the_promised_keys(type_in: Any) -> None:
    code, out, _ = type_in("networks", "efficientnet-lite0", "--json")
    assert code == 0
    assert json.loads(out)["networks"] == [
        {
            "name": "efficientnet-lite0",
            "family": "efficientnet",
            "input_shape": [3, 224, 224],
            "weights": "embedded",
        }
    ]


@pytest.mark.parametrize("pattern", ["squeezenet", "torchvision/squeeze*", "SqueezeNet"])
def test_networks_are_found_by_part_or_pattern(type_in: Any, pattern: str) -> None:
    found = [entry["name"] for entry in json.loads(type_in("networks", pattern, "--json")[1])["networks"]]
    assert found == ["torchvision/squeezenet1_0", "torchvision/squeezenet1_1"]


def test_layers_hold_the_promised_keys(type_in: Any, toy: str) -> None:
    code, out, _ = type_in("layers", toy, "--run-code", "--json")
    document = json.loads(out)
    assert code == 0
    assert document["layers"] == [
        {
            "address": ADDRESS,
            "operation": "conv",
            "output_shape": [4, 14, 10],
            "parameters": 304,
            "multiply_adds": 304 * 140,
            "receptive_field": {"size": [5.0, 5.0], "stride": [2.0, 2.0], "start": [0.0, 0.0]},
            "remarks": [],
        }
    ]
    assert document["total"] == {"parameters": 304, "multiply_adds": 304 * 140}


def test_a_piped_table_holds_whole_addresses(type_in: Any, toy: str) -> None:
    assert ADDRESS in type_in("layers", toy, "--run-code")[1]


def test_the_table_of_random_weights_says_so(type_in: Any) -> None:
    _, out, _ = type_in("layers", "torchvision/squeezenet1_1", "--weights", "random", "--seed", "4")
    assert "torchvision/squeezenet1_1 (weights: random (seed 4))" in out


def test_the_embedded_networks_layers_add_up_to_its_totals(type_in: Any) -> None:
    document = json.loads(type_in("layers", "efficientnet-lite0", "--json")[1])
    assert document["total"]["parameters"] == 4_652_008
    assert sum(layer["parameters"] for layer in document["layers"]) == 4_652_008


@pytest.mark.parametrize(
    "words",
    [
        ["predict", "resnet50", "cat.png"],
        ["export", "torchvision/resnet50"],
        ["layers", "none.pth", "--arch", "torchvision/resnet50"],
        ["layers", "none.pt2"],
        ["layers", "none.py:make", "--run-code"],
        ["layers", "efficientnet-lite0", "--device", "nowhere"],
        ["layers", "efficientnet-lite0", "--weights", "random"],
    ],
    ids=" ".join,
)
def test_what_cannot_be_opened_is_one_line_and_exit_code_two(type_in: Any, words: list[str]) -> None:
    code, out, err = type_in(*words)
    assert code == 2
    assert out == ""
    assert err.startswith("convscope: ")
    assert err.count("\n") == 1


def test_an_unknown_network_is_an_error_of_kind_network(type_in: Any) -> None:
    error = json.loads(type_in("layers", "resnett50", "--json")[1])["error"]
    assert error["kind"] == "network"
    assert "torchvision/resnet50" in error["hint"]


def test_networks_are_searched_by_words_in_any_order(type_in: Any) -> None:
    found = json.loads(type_in("networks", "--search", "50 ResNet timm", "--json")[1])["networks"]
    names = [entry["name"] for entry in found]
    assert "timm/resnet50" in names
    assert all("50" in name and name.startswith("timm/") for name in names)
