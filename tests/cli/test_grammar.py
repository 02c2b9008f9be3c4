"""One grammar: what is looked at is the argument, the network is --network, the embedded one by default."""

from pathlib import Path

import pytest

from cli.typed import typed
from convscope.cli.grammar import named_network, names_network, network_apart
from convscope.errors import NetworkError

TEXT = "input 3x8x8 -> conv 4 3x3 -> relu -> flatten -> dense 2"


def a_run(folder: Path, name: str) -> None:
    (folder / "runs" / name).mkdir(parents=True)
    (folder / "runs" / name / "network.json").write_text("{}")


@pytest.mark.parametrize(
    "word",
    [
        "efficientnet-lite0",
        TEXT,
        "run:cats",
        "net.py:make",
        "net.pth",
        "net.pt2",
        "model_best.pth.tar",
        "timm/resnet18",
        "resnet18",
    ],
)
def test_what_can_only_be_a_network_is_one(folder: Path, word: str) -> None:
    assert names_network(word)


@pytest.mark.parametrize("word", ["cat.png", "holiday", "blocks.1:12@7,7", "class:tabby", "-", "photos.tar"])
def test_a_photo_a_folder_and_a_unit_are_none(folder: Path, word: str) -> None:
    (folder / "holiday").mkdir()
    assert not names_network(word)


def test_a_run_is_a_network_by_its_name(folder: Path) -> None:
    a_run(folder, "cats")
    assert network_apart(["cats", "holiday"], {}) == ({"network": "cats"}, ["holiday"])


def test_a_name_of_a_run_and_of_a_folder_is_asked_about(folder: Path) -> None:
    a_run(folder, "cats")
    (folder / "cats").mkdir()
    with pytest.raises(NetworkError, match="cats is a run and also a file or folder here"):
        network_apart(["cats"], {})


def test_with_the_option_every_word_is_looked_at(folder: Path) -> None:
    a_run(folder, "cats")
    assert network_apart(["cats", "dogs"], {"network": "x"}) == ({"network": "x"}, ["cats", "dogs"])


def test_a_misspelt_network_before_a_photo_gets_a_near_match(folder: Path) -> None:
    said = typed("predict", "efficientnet-lite1", "cat.png").err
    assert "There is no network 'efficientnet-lite1'" in said


def test_two_networks_are_refused() -> None:
    with pytest.raises(NetworkError, match="Two networks are named: a and b"):
        named_network("a", {"network": "b"})


def test_predict_takes_photos_alone(folder: Path) -> None:
    assert "n02123159" in typed("predict", "cat.png", "--top", "1").out


def test_predict_without_a_photo_says_so(folder: Path) -> None:
    found = typed("predict", "efficientnet-lite0")
    assert (found.code, "There is no photo" in found.err) == (2, True)


def test_layers_and_draw_take_the_embedded_network_by_default(folder: Path) -> None:
    assert "efficientnet-lite0" in typed("layers").out
    assert "efficientnet-lite0: diagram.svg" in typed("draw").out


def test_the_network_of_layers_is_the_option_or_the_argument(folder: Path) -> None:
    asked = ("--weights", "random", "--json")
    old, new = typed("layers", TEXT, *asked), typed("layers", "--network", TEXT, *asked)
    assert old.document["layers"] == new.document["layers"]


def test_a_receptive_field_takes_the_unit_first(folder: Path) -> None:
    asked = ("--weights", "random", "--json")
    layer = typed("layers", TEXT, *asked).document["layers"][0]["address"]
    unit = f"{layer}:0@3,3"
    new = typed("receptive-field", unit, "--network", TEXT, *asked).document
    assert new["receptive_field"]["size"] == [3, 3]
    assert new["receptive_field"] == typed("receptive-field", TEXT, unit, *asked).document["receptive_field"]


def test_a_bare_name_says_whose_it_is_and_asks_for_weights(folder: Path) -> None:
    said = typed("predict", "cat.png", "--network", "resnet18").err
    assert "torchvision/resnet18 is an architecture, and no weights for it were named." in said
    opened = typed("layers", "--network", "resnet18", "--weights", "random")
    assert "convscope: resnet18 is torchvision/resnet18." in opened.err
    assert "torchvision/resnet18" in opened.out


def test_a_receptive_field_without_a_unit_says_so() -> None:
    assert "No unit is named." in typed("receptive-field", "resnet18").err


@pytest.mark.parametrize("command", ["explain", "look", "compare"])
def test_a_network_before_a_photo_is_no_photo(folder: Path, command: str) -> None:
    found = typed(command, "resnet18", "cat.png")
    assert (found.code, "no weights for it were named" in found.err) == (2, True)
    assert [path.name for path in folder.iterdir()] == ["cat.png"]


@pytest.mark.parametrize("command", ["explain", "compare"])
def test_a_network_without_a_photo_is_told_so(folder: Path, command: str) -> None:
    found = typed(command, "efficientnet-lite0")
    assert (found.code, "There is no photo" in found.err) == (2, True)
