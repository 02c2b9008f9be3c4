"""``convscope.toml`` beside a checkpoint: what the file does not say of itself, read by itself."""

from pathlib import Path

import pytest
import torch

from convscope import open_network
from convscope.errors import NetworkError
from convscope.images import Preprocessing
from convscope.network.beside import Beside
from convscope.network.beside_file import read_beside, with_section

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


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("meen = [0.5]", "has no option 'meen'"),
        ("mean = 'grey'", "cannot take mean='grey'"),
        ("mean = [nan]", "cannot take mean.0=nan: input should be a finite number"),
        ("mean = [0.5, 0.5]", "The mean has 2 numbers, and the network's input 3 channels"),
        ("std = [0.0]", "the latter above 0"),
        ("input = [64]", "cannot take input=[64]: values are missing"),
        ("input = [0, 5]", "cannot take input.0=0: input should be greater than 0"),
        ("resize = 0", "cannot take resize=0: input should be greater than 0"),
        ("interpolation = 'soft'", "There is no interpolation 'soft'"),
        ("border = [1, 2]", "A border needs one number a channel, 3, got 2"),
        ("fit = 'tight'", "cannot take fit='tight'"),
        ("task = 'clases'", "There is no task 'clases'"),
        ("task = 'boxes'", "do not fit the task boxes"),
        ("labels = ['a']", "has 2 classes, 1 labels were given"),
        ("mean = {red = 0.5}", "cannot take mean={'red': 0.5}"),
    ],
)
def test_what_it_cannot_mean_is_refused_with_its_line(checkpoint: Path, line: str, said: str) -> None:
    place = checkpoint.parent / "convscope.toml"
    place.write_text(f'# of ours\narch = "{TEXT}"\n\n{line}\n')
    with pytest.raises(NetworkError) as refused:
        open_network(str(checkpoint))
    assert refused.value.message.startswith(f"{place}:4 ")
    assert said in refused.value.message


@pytest.mark.parametrize("arch", ["nope", "input 3x16x16 -> konv 4", "convscope/lenet5"])
def test_an_architecture_that_cannot_be_taken_is_refused_with_its_line(checkpoint: Path, arch: str) -> None:
    place = checkpoint.parent / "convscope.toml"
    place.write_text(f'\narch = "{arch}"\n')
    with pytest.raises(NetworkError) as refused:
        open_network(str(checkpoint))
    assert refused.value.message.startswith(f"{place}:2 cannot be followed: ")


def test_broken_weights_are_not_the_architectures_fault(checkpoint: Path) -> None:
    (checkpoint.parent / "convscope.toml").write_text(f'arch = "{TEXT}"\n')
    checkpoint.write_bytes(b"no weights")
    with pytest.raises(NetworkError) as refused:
        open_network(str(checkpoint))
    assert "convscope.toml" not in refused.value.message


def test_of_a_value_of_several_lines_the_first_is_named(checkpoint: Path) -> None:
    place = checkpoint.parent / "convscope.toml"
    place.write_text(
        f'arch = "{TEXT}"\n\n["model.pth"]\n# names\nlabels = [\n  "a",\n  "b = c",\n  "d",\n]\n'
    )
    with pytest.raises(NetworkError) as refused:
        open_network(str(checkpoint))
    assert refused.value.message.startswith(f"{place}:5 ")


def test_what_the_user_says_instead_is_not_held_against_it(checkpoint: Path) -> None:
    (checkpoint.parent / "convscope.toml").write_text(f'arch = "{TEXT}"\nlabels = ["a"]\n')
    assert open_network(str(checkpoint), labels=["cat", "dog"]).task.labels.names == ("cat", "dog")


def test_what_is_no_toml_is_refused(checkpoint: Path) -> None:
    (checkpoint.parent / "convscope.toml").write_text("mean = \n")
    with pytest.raises(NetworkError, match=r"convscope\.toml cannot be read: .* line 1"):
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
