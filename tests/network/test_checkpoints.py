"""Networks from files of weights: formats, wrappings, class counts, and what is refused."""

import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from torchvision import models

from convscope import open_network
from convscope.errors import NetworkError
from convscope.network.state_dict import unwrapped, wrapping

State = dict[str, Tensor]


def under(prefix: str) -> Callable[[State], State]:
    return lambda state: {prefix + name: tensor for name, tensor in state.items()}


WRAPPINGS: dict[str, Callable[[State], Any]] = {
    "bare": lambda state: state,
    "state_dict": lambda state: {"epoch": 3, "state_dict": state},
    "model": lambda state: {"model": state, "optimizer": {"state": {0: {"step": torch.tensor(1.0)}}}},
    "model_state_dict": lambda state: {"model_state_dict": state},
    "data parallel": under("module."),
    "compiled": under("_orig_mod."),
    "lightning": lambda state: {
        "state_dict": {**under("model.")(state), "loss.weight": torch.ones(5)},
        "pytorch-lightning_version": "2.5.0",
        "hyper_parameters": {"rate": 0.1},
    },
    "lightning, data parallel and compiled": lambda state: {
        "state_dict": under("net.module._orig_mod.")(state)
    },
    "average beside the last": lambda state: {
        "state_dict": {name: torch.zeros_like(tensor) for name, tensor in state.items()},
        "state_dict_ema": state,
    },
}


@pytest.mark.parametrize("name", WRAPPINGS)
def test_a_wrapped_state_dict_gives_the_modules_outputs(
    name: str, toy: nn.Module, toy_spec: str, tmp_path: Path, difference: Any
) -> None:
    torch.save(WRAPPINGS[name](toy.state_dict()), tmp_path / "toy.ckpt")
    network = open_network(str(tmp_path / "toy.ckpt"), arch=toy_spec, run_code=True)
    assert difference(network, toy) < 1e-5


def test_the_prefix_with_most_matches_wins_over_the_first() -> None:
    saved = ["head.weight", "net.head.weight", "net.stem.weight"]
    assert wrapping(saved, {"head.weight", "stem.weight"}) == "net."


def test_names_outside_the_prefix_are_left_out() -> None:
    saved = {"net.weight": torch.ones(1), "net.bias": torch.ones(1), "loss.scale": torch.ones(1)}
    assert list(unwrapped(saved, {"weight", "bias"})) == ["weight", "bias"]


def test_safetensors_give_the_modules_outputs(
    ten_classes: nn.Module, tmp_path: Path, difference: Any
) -> None:
    save_file(ten_classes.state_dict(), tmp_path / "net.safetensors")
    network = open_network(str(tmp_path / "net.safetensors"), arch="torchvision/squeezenet1_1")
    assert difference(network, ten_classes) < 1e-5


def test_another_number_of_classes_is_taken_from_the_checkpoint(
    ten_classes: nn.Module, tmp_path: Path
) -> None:
    torch.save(ten_classes.state_dict(), tmp_path / "net.pth")
    network = open_network("torchvision/squeezenet1_1", weights=str(tmp_path / "net.pth"))
    assert network.labels.names == tuple(f"class {index}" for index in range(10))


def test_another_number_of_classes_fits_timm(tmp_path: Path) -> None:
    import timm

    torch.save(timm.create_model("resnet10t", num_classes=7).state_dict(), tmp_path / "net.pth")
    assert len(open_network("timm/resnet10t", weights=str(tmp_path / "net.pth")).labels) == 7


def test_a_thousand_trained_classes_are_imagenets(tmp_path: Path) -> None:
    torch.save(models.squeezenet1_1().state_dict(), tmp_path / "net.pth")
    network = open_network("torchvision/squeezenet1_1", weights=str(tmp_path / "net.pth"))
    assert network.labels.synset(0) == "n01440764"
    assert not network.is_random


@pytest.mark.parametrize("wrapper", ["module", "_orig_mod"])
def test_a_part_wrapped_by_itself_is_unwrapped(
    wrapper: str, ten_classes: nn.Module, tmp_path: Path, difference: Any
) -> None:
    """As ``net.features = DataParallel(net.features)`` leaves it."""
    state = {
        name.replace("features.", f"features.{wrapper}."): tensor
        for name, tensor in ten_classes.state_dict().items()
    }
    torch.save({"state_dict": under("model.")(state)}, tmp_path / "net.pth")
    network = open_network(str(tmp_path / "net.pth"), arch="torchvision/squeezenet1_1")
    assert difference(network, ten_classes) < 1e-5


def test_a_part_that_is_called_module_keeps_its_name() -> None:
    saved = {"net.module.weight": torch.ones(1)}
    assert list(unwrapped(saved, {"module.weight"})) == ["module.weight"]


def test_the_names_of_older_densenets_are_understood() -> None:
    wanted = {"features.denselayer1.norm1.weight", "features.denselayer1.conv2.weight"}
    saved = {"features.denselayer1.norm.1.weight", "features.denselayer1.conv.2.weight"}
    assert set(unwrapped(dict.fromkeys(saved, torch.ones(1)), wanted)) == wanted


@pytest.mark.slow
def test_auxiliary_heads_of_a_checkpoint_are_left_out(tmp_path: Path) -> None:
    torch.save(models.googlenet(init_weights=False, aux_logits=True).state_dict(), tmp_path / "net.pth")
    network = open_network("torchvision/googlenet", weights=str(tmp_path / "net.pth"))
    assert not any(node.address.startswith("aux") for node in network.graph().nodes)


def test_opening_as_checkpoint_or_as_architecture_is_the_same(ten_classes: nn.Module, tmp_path: Path) -> None:
    path = str(tmp_path / "net.pt")
    torch.save(ten_classes.state_dict(), path)
    first = open_network(path, arch="torchvision/squeezenet1_1")
    second = open_network("torchvision/squeezenet1_1", weights=path)
    assert first.digest == second.digest
    assert (first.name, second.name) == (path, "torchvision/squeezenet1_1")


def refused(path: Path, arch: str | None = "torchvision/squeezenet1_1", **more: Any) -> NetworkError:
    with pytest.raises(NetworkError) as caught:
        open_network(str(path), arch=arch, **more)
    return caught.value


@pytest.fixture
def mismatched(ten_classes: nn.Module, tmp_path: Path) -> NetworkError:
    state = dict(ten_classes.state_dict())
    for name in [name for name in state if name.startswith("features.3")]:
        del state[name]
    state["features.0.weight"] = torch.zeros(64, 1, 3, 3)
    state["extra.weight"] = torch.zeros(1)
    torch.save(state, tmp_path / "net.pth")
    return refused(tmp_path / "net.pth")


@pytest.mark.parametrize(
    "part",
    [
        "6 missing (features.3.squeeze.weight, features.3.squeeze.bias, features.3.expand1x1.weight and 3 more)",
        "1 unexpected (extra.weight)",
        "1 of another shape (features.0.weight (64, 1, 3, 3) for (64, 3, 3, 3))",
    ],
)
def test_mismatched_tensors_are_listed(mismatched: NetworkError, part: str) -> None:
    assert part in mismatched.message


class Trap:
    """Unpickling it writes a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (self.path,))


def test_a_pickle_that_runs_code_is_refused_and_not_run(tmp_path: Path) -> None:
    torch.save({"state_dict": {}, "trap": Trap(tmp_path / "ran")}, tmp_path / "net.pth")
    message = refused(tmp_path / "net.pth").message
    assert "would run code" in message
    assert "only tensors are read" in message
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("zipped", [True, False])
def test_a_call_of_the_system_is_named_and_not_run(tmp_path: Path, *, zipped: bool) -> None:
    class Calls:
        def __reduce__(self) -> tuple[Any, ...]:
            return (os.system, (f"touch {tmp_path / 'ran'}",))

    torch.save({"net": Calls()}, tmp_path / "net.pth", _use_new_zipfile_serialization=zipped)
    assert f"holds more than tensors ({os.name}.system), and reading it would run code" in (
        refused(tmp_path / "net.pth").message
    )
    assert not (tmp_path / "ran").exists()


def test_the_trap_would_have_sprung(tmp_path: Path) -> None:
    pickle.loads(pickle.dumps(Trap(tmp_path / "ran")))
    assert (tmp_path / "ran").exists()


def test_a_whole_pickled_module_is_refused_with_the_way_out(ten_classes: nn.Module, tmp_path: Path) -> None:
    torch.save(ten_classes, tmp_path / "net.pth")
    assert "state_dict()" in refused(tmp_path / "net.pth").hint


@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
@pytest.mark.parametrize("kept", [0.0, 0.001, 0.3, 0.99])
def test_a_truncated_checkpoint_is_refused_by_name(
    suffix: str, kept: float, ten_classes: nn.Module, tmp_path: Path
) -> None:
    path = tmp_path / f"net{suffix}"
    (save_file if suffix == ".safetensors" else torch.save)(ten_classes.state_dict(), path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept)])
    assert path.name in refused(path).message


@pytest.mark.parametrize("content", [[1, 2], {"epoch": 3}, torch.zeros(3)])
def test_a_checkpoint_without_named_tensors_is_refused(content: Any, tmp_path: Path) -> None:
    torch.save(content, tmp_path / "net.pth")
    assert "holds no tensors with names" in refused(tmp_path / "net.pth").message


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_a_torchscript_program_is_refused(toy: nn.Module, tmp_path: Path) -> None:
    torch.jit.save(torch.jit.script(toy), tmp_path / "net.pt")
    assert "TorchScript" in refused(tmp_path / "net.pt").message


def test_a_missing_checkpoint_is_named(tmp_path: Path) -> None:
    assert "There is no file" in refused(tmp_path / "none.pth").message


def test_a_folder_is_no_checkpoint(tmp_path: Path) -> None:
    (tmp_path / "net.pth").mkdir()
    assert "is a folder" in refused(tmp_path / "net.pth").message


def test_a_checkpoint_without_architecture_says_how_to_name_one(tmp_path: Path) -> None:
    torch.save(nn.Linear(2, 2).state_dict(), tmp_path / "net.pth")
    assert "arch" in refused(tmp_path / "net.pth", arch=None).hint


def test_a_checkpoint_takes_no_other_weights(tmp_path: Path) -> None:
    assert "weights" in refused(tmp_path / "net.pth", weights="random").hint


def test_a_whole_module_is_named_as_one_before_an_architecture_is_asked_for(tmp_path: Path) -> None:
    torch.save(nn.Sequential(nn.Linear(2, 2)), tmp_path / "whole.pt")
    with pytest.raises(NetworkError, match="holds more than tensors"):
        open_network(str(tmp_path / "whole.pt"))


@pytest.mark.parametrize("name", ["toy.pth.tar", "toy.tar", "pytorch_model.bin"])
def test_a_checkpoint_may_be_called_as_other_programs_call_theirs(
    name: str, toy: nn.Module, toy_spec: str, tmp_path: Path, difference: Any
) -> None:
    torch.save({"epoch": 3, "state_dict": toy.state_dict()}, tmp_path / name)
    network = open_network(str(tmp_path / name), arch=toy_spec, run_code=True)
    assert difference(network, toy) < 1e-5


@pytest.mark.parametrize(
    ("name", "whose"), [("net.onnx", "ONNX"), ("net.h5", "Keras"), ("net.keras", "Keras")]
)
def test_a_network_of_another_program_is_refused_with_the_way_out(
    name: str, whose: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(b"network")
    with pytest.raises(NetworkError, match=f"is a network of {whose}") as refused:
        open_network(str(tmp_path / name))
    assert "torch.export" in refused.value.hint
