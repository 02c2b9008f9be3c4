"""Networks from exported programs: what comes back, and what is refused before it could run."""

import json
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.export import Dim, export, save

from convscope import open_network
from convscope.errors import ConvscopeError, TraceError


def exported(module: nn.Module, path: Path, *, dynamic: bool = True) -> str:
    example = torch.zeros(2, 3, 16, 18)
    save(export(module, (example,), dynamic_shapes=({0: Dim("batch")},) if dynamic else None), path)
    return str(path)


@pytest.fixture
def program(toy: nn.Module, tmp_path: Path) -> str:
    return exported(toy, tmp_path / "toy.pt2")


def refused(path: Path | str) -> ConvscopeError:
    with pytest.raises(ConvscopeError) as caught:
        open_network(str(path))
    return caught.value


def test_a_program_gives_the_modules_outputs(program: str, toy: nn.Module, difference: Any) -> None:
    assert difference(open_network(program), toy) < 1e-5


def test_a_program_keeps_the_addresses_and_the_input_shape(program: str) -> None:
    network = open_network(program)
    assert [layer.address for layer in network.layers] == ["0", "1", "2", "3", "4"]
    assert network.input_shape == (3, 16, 18)


def test_a_program_counts_its_parameters(program: str, toy: nn.Module) -> None:
    counted = sum(layer.parameters for layer in open_network(program).layers)
    assert counted == sum(parameter.numel() for parameter in toy.parameters())


def test_a_program_takes_no_other_size(program: str) -> None:
    with pytest.raises(ConvscopeError, match=r"exported for inputs of shape \(3, 16, 18\)"):
        open_network(program).graph((3, 20, 20))


def test_a_program_of_a_fixed_batch_is_refused(toy: nn.Module, tmp_path: Path) -> None:
    error = refused(exported(toy, tmp_path / "toy.pt2", dynamic=False))
    assert isinstance(error, TraceError)
    assert "dynamic_shapes" in error.hint


def test_a_program_in_training_mode_is_refused(tmp_path: Path) -> None:
    module = nn.Sequential(nn.Conv2d(3, 4, 3), nn.Dropout(0.5)).train()
    assert "training mode" in refused(exported(module, tmp_path / "toy.pt2")).message


@pytest.mark.parametrize("kept", [0.0, 0.3, 0.99])
def test_a_truncated_program_is_refused_by_name(program: str, kept: float) -> None:
    whole = Path(program).read_bytes()
    Path(program).write_bytes(whole[: int(len(whole) * kept)])
    assert "toy.pt2" in refused(program).message


def test_an_archive_of_something_else_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "other.pt2", "w") as archive:
        archive.writestr("readme.txt", "no program")
    assert "other.pt2" in refused(tmp_path / "other.pt2").message


def rewritten(program: str, change: Callable[[str, bytes], bytes], *, extra: str = "") -> Path:
    """A copy of a program with its parts changed."""
    path = Path(program).with_name("changed.pt2")
    with zipfile.ZipFile(program) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        if extra:
            new.writestr(old.namelist()[0].partition("/")[0] + extra, b"code")
    return path


def replacing(old: str, new: str) -> Callable[[str, bytes], bytes]:
    def change(name: str, content: bytes) -> bytes:
        if not name.endswith("model.json"):
            return content
        assert json.dumps(old)[1:-1].encode() in content
        return content.replace(json.dumps(old)[1:-1].encode(), json.dumps(new)[1:-1].encode())

    return change


@pytest.mark.parametrize(
    "target", ["torch.os.system", "torch.ops.load_library", "_operator.methodcaller", "torch.load"]
)
def test_a_program_that_calls_more_than_tensor_operations_is_refused(program: str, target: str) -> None:
    path = rewritten(program, replacing("torch.ops.aten.relu.default", target))
    assert f"more than tensors and their operations: {target}" in refused(path).message


@pytest.mark.parametrize(
    "expression",
    [
        "__import__('os').getcwd()",
        "().__class__",
        "open('x')",
        "exec(Symbol('x'))",
        "Max('open(1)', 2)",
        "[x for x in y]",
    ],
)
def test_a_program_with_an_expression_that_is_no_arithmetic_is_refused(program: str, expression: str) -> None:
    def change(name: str, content: bytes) -> bytes:
        if not name.endswith("model.json"):
            return content
        document = json.loads(
            content, object_hook=lambda d: {**d, **({"expr_str": expression} if "expr_str" in d else {})}
        )
        return json.dumps(document).encode()

    assert expression in refused(rewritten(program, change)).message


@pytest.mark.parametrize("part", ["/data/aotinductor/model/run.so", "/data/constants/custom_obj_0"])
def test_a_program_with_compiled_code_or_pickled_objects_is_refused(program: str, part: str) -> None:
    path = rewritten(program, lambda name, content: content, extra=part)
    assert part in refused(path).message


def test_an_unchanged_copy_is_opened(program: str) -> None:
    path = rewritten(program, lambda name, content: content)
    assert open_network(str(path)).digest == open_network(program).digest


class Trap:
    """Unpickling it writes a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (self.path,))


def test_pickled_inputs_that_run_code_are_not_run(program: str, tmp_path: Path) -> None:
    torch.save((Trap(tmp_path / "ran"),), tmp_path / "inputs.pt")
    trapped = (tmp_path / "inputs.pt").read_bytes()
    path = rewritten(program, lambda name, old: trapped if name.endswith("sample_inputs/model.pt") else old)
    assert "cannot be read as an exported program" in refused(path).message
    assert not (tmp_path / "ran").exists()


def test_a_checkpoint_or_pickle_by_the_name_of_a_program_is_called_one(
    toy: nn.Module, tmp_path: Path
) -> None:
    torch.save(toy.state_dict(), tmp_path / "saved.pt2")
    (tmp_path / "pickled.pt2").write_bytes(pickle.dumps({"a": 1}))
    for name in ("saved.pt2", "pickled.pt2"):
        error = refused(tmp_path / name)
        assert "is no exported program but a pickle" in error.message
        assert "could run code" in error.message


class Views(nn.Module):
    """Its batch size is an argument of several operations."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.head = nn.Conv2d(3, 4, 3), nn.Linear(4 * 14 * 16 + 1, 2)

    def forward(self, x: Tensor) -> Tensor:
        y = self.conv(x).relu()
        groups = y.view(x.size(0), 2, 2, *y.shape[2:]).transpose(1, 2).reshape(x.size(0), -1)
        return self.head(torch.cat([groups, x.new_ones(1, 1).expand(x.size(0), 1) * x.mean()], 1))  # type: ignore[no-any-return]


class Apart(Views):
    def forward(self, x: Tensor) -> Tensor:
        y = self.conv(x).relu()
        groups = y.view(x.size(0), 2, 2, *y.shape[2:]).transpose(1, 2).reshape(x.size(0), -1)
        return self.head(torch.cat([groups, x.mean((1, 2, 3))[:, None]], 1))  # type: ignore[no-any-return]


def exported_for_one(module: nn.Module, path: Path) -> str:
    save(export(module.eval(), (torch.zeros(1, 3, 16, 18),)), path)
    return str(path)


def test_a_program_for_one_example_computes_several_as_each_alone(
    toy: nn.Module, tmp_path: Path, difference: Any
) -> None:
    torch.manual_seed(0)
    for module in (toy, Apart()):
        network = open_network(exported_for_one(module, tmp_path / "one.pt2"))
        x = torch.rand(3, 3, 16, 18)
        torch.testing.assert_close(network.scores(x), module.eval()(x))


def test_it_keeps_its_addresses(toy: nn.Module, tmp_path: Path) -> None:
    network = open_network(exported_for_one(toy, tmp_path / "one.pt2"))
    assert [layer.address for layer in network.layers] == ["0", "1", "2", "3", "4"]


def test_a_program_that_mixes_its_one_example_with_others_is_refused(tmp_path: Path) -> None:
    error = refused(exported_for_one(Views(), tmp_path / "one.pt2"))
    assert (
        "was exported for one example, and what it computes for several is not that of each" in error.message
    )
    assert "dynamic_shapes" in error.hint


class FirstOfAll(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return (x + x[0]).mean((2, 3))


def test_a_program_that_adds_the_first_example_to_each_is_refused(tmp_path: Path) -> None:
    """Of the first itself it gives what it gives alone."""
    error = refused(exported_for_one(FirstOfAll(), tmp_path / "one.pt2"))
    assert "what it computes for several is not that of each" in error.message
