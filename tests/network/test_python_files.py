"""Networks that a function in a Python file makes."""

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from convscope import open_network
from convscope.errors import NetworkError

MODULE = "from torch import nn\n\ndef make():\n    return nn.Conv2d(3, 4, 3)\n"


def written(folder: Path, text: str, function: str = ":make") -> str:
    (folder / "net.py").write_text(text)
    return f"{folder / 'net.py'}{function}"


def refused(spec: str, *, run_code: bool = True, **options: Any) -> NetworkError:
    with pytest.raises(NetworkError) as caught:
        open_network(spec, run_code=run_code, **options)
    return caught.value


def test_a_function_makes_a_network(toy_spec: str, difference: Any) -> None:
    network = open_network(toy_spec, run_code=True)
    assert network.name == toy_spec
    assert [layer.operation for layer in network.layers][:2] == ["conv", "relu"]


def test_a_file_is_not_run_without_the_word(tmp_path: Path) -> None:
    spec = written(tmp_path, f"open({str(tmp_path / 'ran')!r}, 'w')\n" + MODULE)
    assert "run_code=True" in refused(spec, run_code=False).hint
    assert not (tmp_path / "ran").exists()


def test_an_architecture_is_not_run_without_the_word(tmp_path: Path) -> None:
    spec = written(tmp_path, f"open({str(tmp_path / 'ran')!r}, 'w')\n" + MODULE)
    torch.save(nn.Conv2d(3, 4, 3).state_dict(), tmp_path / "net.pth")
    assert "run_code=True" in refused(str(tmp_path / "net.pth"), run_code=False, arch=spec).hint
    assert not (tmp_path / "ran").exists()


def test_a_function_may_return_a_network_of_its_own(tmp_path: Path) -> None:
    text = MODULE + (
        "\n\ndef wrapped():\n    import convscope\n"
        "    return convscope.Network(make(), input_shape=(3, 8, 8), name='mine')\n"
    )
    assert open_network(written(tmp_path, text, ":wrapped"), run_code=True).name == "mine"


def test_a_file_may_import_the_files_beside_it(tmp_path: Path) -> None:
    (tmp_path / "beside_the_network.py").write_text(MODULE)
    spec = written(tmp_path, "from beside_the_network import make\n")
    assert open_network(spec, run_code=True).weights == f"made by {spec}"


def test_a_function_takes_the_seed_and_leaves_the_random_state(tmp_path: Path) -> None:
    spec = written(tmp_path, MODULE)
    before = torch.get_rng_state()
    digests = [open_network(spec, run_code=True, seed=seed).digest for seed in (0, 0, 1)]
    assert digests[0] == digests[1] != digests[2]
    assert torch.equal(before, torch.get_rng_state())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = 1\ny = x / 0\n", "net.py:2 stopped with ZeroDivisionError: division by zero"),
        ("def make():\n    z = []\n    return z[3]\n", "net.py:3 stopped with IndexError"),
        ("def make(:\n", "net.py:1 stopped with SyntaxError"),
        ("import sys\nsys.exit(0)\n", "net.py:2 stopped with SystemExit"),
        ("import no_such_module\n", "net.py:1 stopped with ModuleNotFoundError"),
        ("def make(layers):\n    pass\n", "net.py stopped with TypeError"),
        ("def make():\n    return [1]\n", "must return a torch.nn.Module or a convscope.Network, not list"),
        ("def make():\n    pass\n", "not NoneType"),
        ("other = 3\n", "has no function 'make'"),
    ],
)
def test_what_goes_wrong_in_a_file_is_named(tmp_path: Path, text: str, said: str) -> None:
    assert said in refused(written(tmp_path, text)).message


def test_a_file_without_a_function_says_how_to_name_one(tmp_path: Path) -> None:
    assert ":FUNCTION" in refused(written(tmp_path, MODULE, "")).hint


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert "There is no file" in refused(str(tmp_path / "none.py:make")).message


@pytest.mark.parametrize("weights", ["default", "random"])
def test_a_function_makes_its_own_weights(tmp_path: Path, weights: str) -> None:
    assert "makes its own weights" in refused(written(tmp_path, MODULE), weights=weights).message
