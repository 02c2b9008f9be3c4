"""The options by which a command opens a network, and what they say of its photos and outputs."""

from __future__ import annotations

import inspect
import json
from pathlib import Path

import pytest

import convscope
from cli.typed import typed
from convscope.cli.options import NetworkOptions, OpeningOptions, opened
from convscope.cli.told import read_labels, read_numbers, read_size
from convscope.errors import NetworkError
from convscope.network.task import TASKS

TEXT = "input 3x16x16 -> conv 4 3x3 -> relu -> globalavgpool -> dense 2"


def test_every_option_is_an_argument_of_open_network_with_its_default() -> None:
    parameters = inspect.signature(convscope.open_network).parameters
    for name, field in OpeningOptions.model_fields.items():
        assert parameters[{"input": "size"}.get(name, name)].default == field.default


def test_the_help_names_every_task() -> None:
    said = str(NetworkOptions.model_fields["task"].description)
    assert all(task in said for task in TASKS)


def test_what_is_given_opens_the_network() -> None:
    given = {"network": "input 1x8x8 -> conv 2 3x3", "weights": "random", "seed": 4, "task": "features"}
    network = opened(given)
    assert (network.opening.spec, network.opening.seed, network.task.name) == (
        given["network"],
        4,
        "features",
    )


def test_what_is_said_of_photos_and_outputs_reaches_the_network() -> None:
    said = {"input": "32x24", "mean": "0.5", "std": "0.25,0.5,1", "labels": "cat, dog"}
    network = opened({"network": TEXT, "weights": "random", **said})
    assert network.preprocessing is not None
    assert (network.preprocessing.size, network.input_shape) == ((32, 24), (3, 32, 24))
    assert network.preprocessing.mean == (0.5, 0.5, 0.5)
    assert network.preprocessing.std == (0.25, 0.5, 1)
    assert network.labels.names == ("cat", "dog")


def test_every_command_that_opens_a_network_takes_them(folder: Path) -> None:
    words = (
        "predict",
        "cat.png",
        "--network",
        TEXT,
        "--weights",
        "random",
        "--labels",
        "cat,dog",
        "--input",
        "20",
    )
    found = json.loads(typed(*words).out)
    assert {one["label"] for one in found["predictions"]} == {"cat", "dog"}
    for command in ("explain", "look", "compare", "trace", "layers", "evaluate", "export", "dream"):
        assert all(
            f"--{name} " in typed(command, "--help").out
            for name in ("input", "mean", "std", "labels", "task")
        )


def test_a_size_is_rows_by_columns_or_one_number() -> None:
    assert (read_size("64x48"), read_size(" 64 "), read_size("64 X 48")) == ((64, 48), (64, 64), (64, 48))


@pytest.mark.parametrize("text", ["big", "0", "64x0", "3x3x64x64", "-3"])
def test_another_size_is_refused(text: str) -> None:
    with pytest.raises(NetworkError, match="rows x columns, got"):
        read_size(text)


def test_a_size_may_name_the_channels_in_either_order() -> None:
    assert read_size("3x64x48") == read_size("64 x 48 x 3") == (64, 48)
    found = typed("layers", "--input", "64x64x3")
    assert (
        "convscope: 64x64x3 is read as 3 channels of 64 rows x 64 columns (HWC), here 3x64x64." in found.err
    )
    assert found.code == 0


def test_channels_that_the_network_does_not_take_are_refused() -> None:
    found = typed("layers", "--input", "28x28x1")
    assert found.code == 2
    assert "The network takes 3 channels, but 28x28x1 is read as 1 channel of 28 rows" in found.err


def test_numbers_that_are_none_are_refused() -> None:
    assert read_numbers("0.5, 1", "mean") == (0.5, 1)
    with pytest.raises(NetworkError, match="--mean takes one number a channel"):
        read_numbers("0.5;1", "mean")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("names.txt", "cat\ndog\n\n"),
        ("list.json", '["cat", "dog"]'),
        ("numbers.json", '{"1": "dog", "0": "cat"}'),
        ("names.json", '{"dog": 1, "cat": 0}'),
    ],
)
def test_labels_stand_in_a_file(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content)
    assert read_labels(str(tmp_path / name)) == ("cat", "dog")


@pytest.mark.parametrize("content", ['{"0": "cat", "2": "dog"}', "[1, 2]", "no", '"cat"'])
def test_a_file_without_labels_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "labels.json").write_text(content)
    with pytest.raises(NetworkError, match="holds no labels"):
        read_labels(str(tmp_path / "labels.json"))


def test_a_file_of_labels_that_is_missing_is_no_label() -> None:
    with pytest.raises(NetworkError, match=r"labels.txt cannot be read"):
        read_labels("labels.txt")


def test_shapes_need_no_weights(folder: Path) -> None:
    assert typed("layers", "--network", "resnet18", "--json").document["total"]["parameters"] == 11_689_512
    assert typed("draw", "--network", "resnet18").code == 0


def test_a_receptive_field_says_where_weights_matter(folder: Path) -> None:
    layer = typed("layers", "--network", TEXT, "--json").document["layers"][0]["address"]
    found = typed("receptive-field", f"{layer}:0@3,3", "--network", TEXT)
    assert found.code == 0
    assert "its gradient is that of random weights" in found.err


@pytest.mark.parametrize(
    "words",
    [
        ("predict", "cat.png", "--network", TEXT),
        ("denoise", "cat.png", "--network", "input 3x32x32 -> conv 3 3x3 padding 1", "--task", "picture"),
        ("generate", "--network", "vae", "--count", "2"),
        ("read", "a cat", "--network", "convscope/dcnn"),
        ("kernels", "--network", TEXT),
        ("receptive-field", "output:0", "--network", TEXT),
    ],
)
def test_what_random_weights_give_is_said_to_be_of_random_weights(
    folder: Path, words: tuple[str, ...]
) -> None:
    found = typed(*words, "--weights", "random")
    assert "The weights are random: nobody trained this network." in found.err, found.err


def test_of_shapes_alone_weights_are_not_spoken_of(folder: Path) -> None:
    assert "random" not in typed("layers", "--network", TEXT, "--weights", "random").err


def test_trained_weights_are_not_said_to_be_random(folder: Path) -> None:
    assert "random" not in typed("predict", "cat.png", "--network", "convscope/digits").err
