"""``convscope.toml`` beside a checkpoint: what the file does not say of itself, read by itself."""

from pathlib import Path

import pytest
import torch

from convscope import open_network
from convscope.errors import NetworkError
from convscope.images import Preprocessing
from convscope.network.beside import Beside, read_beside, with_section

TEXT = "input 3x16x16 -> conv 4 3x3 -> relu -> globalavgpool -> dense 2"
TOML = f"""
arch = "{TEXT}"
mean = [0.5, 0.4, 0.3]
std = [0.25, 0.25, 0.25]
labels = ["cat", "dog"]

["other.pth"]
input = [32, 24]
"""


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    network = open_network(TEXT, weights="random", seed=3)
    tensors = network.graph().tensors
    names = network.graph().read_tensors
    torch.save({name: tensors[name] for name in names}, tmp_path / "model.pth")
    torch.save({name: tensors[name] for name in names}, tmp_path / "other.pth")
    return tmp_path / "model.pth"


def test_without_it_the_architecture_is_asked_for(checkpoint: Path) -> None:
    with pytest.raises(NetworkError) as refused:
        open_network(str(checkpoint))
    assert "convscope.toml" in refused.value.hint


def test_without_it_the_network_says_what_it_assumes(checkpoint: Path) -> None:
    network = open_network(str(checkpoint), arch=TEXT)
    assert len(network.assumptions) == 1
    assert "photos are" in network.assumptions[0]


def test_it_says_what_the_network_takes_and_gives(checkpoint: Path) -> None:
    (checkpoint.parent / "convscope.toml").write_text(TOML)
    network = open_network(str(checkpoint))
    assert network.preprocessing is not None
    assert network.preprocessing.mean == (0.5, 0.4, 0.3)
    assert network.labels.names == ("cat", "dog")
    assert network.assumptions == ()


def test_a_section_is_of_one_file_alone(checkpoint: Path) -> None:
    (checkpoint.parent / "convscope.toml").write_text(TOML)
    assert open_network(str(checkpoint)).input_shape == (3, 16, 16)
    assert open_network(str(checkpoint.with_name("other.pth"))).input_shape == (3, 32, 24)


def test_it_is_read_beside_weights_that_an_architecture_takes(checkpoint: Path) -> None:
    (checkpoint.parent / "convscope.toml").write_text(TOML)
    assert open_network(TEXT, weights=str(checkpoint)).labels.names == ("cat", "dog")


def test_what_the_user_says_goes_before_it(checkpoint: Path) -> None:
    (checkpoint.parent / "convscope.toml").write_text(TOML)
    network = open_network(str(checkpoint), labels=["a", "b"], mean=[0.1])
    assert network.labels.names == ("a", "b")
    assert network.preprocessing is not None
    assert (network.preprocessing.mean, network.preprocessing.std) == ((0.1,) * 3, (0.25,) * 3)


@pytest.mark.parametrize("text", ["meen = [0.5]", "mean = 'grey'", "mean = ", "input = [64]"])
def test_what_it_cannot_mean_is_refused(checkpoint: Path, text: str) -> None:
    (checkpoint.parent / "convscope.toml").write_text(text)
    with pytest.raises(NetworkError, match=r"convscope\.toml"):
        open_network(str(checkpoint), arch=TEXT)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    made = Preprocessing((32, 24), None, "bicubic", (0.5,), (0.25,), fit="contain", border=(7,))
    said = Beside.of('net "x".py:f', "classes", ("Käse\n", "#1"), made)
    (tmp_path / "convscope.toml").write_text(with_section("", "a.pth", said), encoding="utf-8")
    assert read_beside(tmp_path / "a.pth") == said
    assert read_beside(tmp_path / "b.pth") == Beside()


def test_a_section_is_replaced_and_all_else_stays() -> None:
    text = with_section(TOML, "other.pth", Beside(arch="a"))
    assert text.count('["other.pth"]') == 1
    assert "input = " not in text
    assert 'labels = ["cat", "dog"]' in text
