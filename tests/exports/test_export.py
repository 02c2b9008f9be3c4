"""Exports compute what the network computes, for real photos, and appear whole or not at all."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors import safe_open
from skimage import data
from torch import Tensor, nn

from convscope import Network, open_network
from convscope.errors import ExportError, ExtraError, OutputError
from convscope.exports import FORMATS, export, export_network
from convscope.exports.format import KEY, Format
from convscope.graph import evaluate
from convscope.graph.graph import Graph
from convscope.images import Preprocessing
from full_disks import small_disk

PREPROCESSING = Preprocessing((32, 32), 32, "bilinear", (0.5, 0.4, 0.3), (0.2, 0.3, 0.4))
NAMES = ("cat", "dog", "<other>")


class Standardized(nn.Module):
    """A skip connection, a weight computed from another, a reshape with the batch size, a batch norm."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, 8, 3, padding=1)
        self.norm = nn.BatchNorm2d(8)
        self.second = nn.Conv2d(8, 8, 3, padding=1)
        self.head = nn.Linear(8, 3)

    def forward(self, x: Tensor) -> Tensor:
        x = self.norm(self.first(x)).relu()
        weight = self.second.weight - self.second.weight.mean((1, 2, 3), keepdim=True)
        x = x + nn.functional.conv2d(x, weight, padding=1)
        return self.head(x.reshape(x.shape[0], 8, -1).mean(2))  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def network() -> Network:
    torch.manual_seed(0)
    module = Standardized()
    with torch.no_grad():
        module.norm.running_mean.normal_()  # type: ignore[union-attr]
        module.norm.running_var.uniform_(0.5, 2)  # type: ignore[union-attr]
    return Network(module.eval(), preprocessing=PREPROCESSING, labels=NAMES, name="toy")


@pytest.mark.parametrize("name", FORMATS)
def test_a_full_disk_is_said_as_such_and_nothing_is_left(tmp_path: Path, name: str) -> None:
    module = nn.Sequential(nn.Flatten(), nn.Linear(3 * 32 * 32, 200), nn.ReLU(), nn.Linear(200, 3)).eval()
    large = Network(module, preprocessing=PREPROCESSING, labels=NAMES)
    with small_disk(tmp_path / "disk", megabytes=1) as disk:
        with pytest.raises(OutputError, match="no space left on device"):
            export_network(large, FORMATS[name], disk / f"large{FORMATS[name].suffix}")
        assert list(disk.iterdir()) == []


def scores(network: Network, inputs: Tensor) -> Tensor:
    graph = network.graph()
    with torch.no_grad():
        return evaluate(graph, {graph.input: inputs}, [graph.output])[graph.output]


@pytest.mark.parametrize("name", FORMATS)
def test_an_export_gives_the_same_scores_for_any_number_of_photos(
    network: Network, name: str, tmp_path: Path
) -> None:
    kind = FORMATS[name]
    made = export_network(network, kind, tmp_path / f"toy{kind.suffix}")
    assert made.files[0] == tmp_path / f"toy{kind.suffix}"
    assert made.difference < 1e-5
    compute = kind.read(made.files[0], network.graph())
    for count in (1, 2, 5):
        inputs = torch.rand((count, 3, 32, 32), generator=torch.Generator().manual_seed(count))
        torch.testing.assert_close(compute(inputs), scores(network, inputs), rtol=0, atol=1e-4)


@pytest.mark.slow
def test_onnx_runtime_gives_the_embedded_networks_scores_for_real_photos(tmp_path: Path) -> None:
    """Read as a stranger would: by the file alone."""
    ort = pytest.importorskip("onnxruntime")
    network = open_network("efficientnet-lite0")
    made = export_network(network, FORMATS["onnx"], tmp_path / "lite.onnx")
    assert made.checked_on == "4 photos"
    session = ort.InferenceSession(str(made.files[0]), providers=["CPUExecutionProvider"])
    photos = network.prepare(data.chelsea(), data.astronaut(), data.coffee())
    (found,) = session.run(None, {session.get_inputs()[0].name: photos.numpy()})
    np.testing.assert_allclose(found, scores(network, photos).numpy(), rtol=0, atol=1e-4)
    about = json.loads(session.get_modelmeta().custom_metadata_map[KEY])
    assert about["labels"][285] == "Egyptian cat"
    assert about["synsets"][285] == "n02124075"
    assert about["preprocessing"]["mean"] == [0.5, 0.5, 0.5]


def test_an_exported_program_opens_with_labels_and_preprocessing(network: Network, tmp_path: Path) -> None:
    made = export_network(network, FORMATS["pt2"], tmp_path / "toy.pt2")
    again = open_network(str(made.files[0]))
    assert again.labels.names == NAMES
    assert again.preprocessing == PREPROCESSING
    photo = data.chelsea()
    assert [p.label for p in again.predict(photo)] == [p.label for p in network.predict(photo)]


def test_weights_carry_the_modules_names_and_open_with_their_architecture(tmp_path: Path) -> None:
    network = open_network("convscope/lenet5", weights="random")
    made = export_network(network, FORMATS["safetensors"], tmp_path / "lenet.safetensors")
    again = open_network(str(made.files[0]), arch="convscope/lenet5")
    inputs = torch.rand(2, *network.input_shape)
    torch.testing.assert_close(scores(again, inputs), scores(network, inputs))
    with safe_open(made.files[0], "pt") as file:
        assert json.loads(file.metadata()[KEY])["labels"] == list(network.labels.names)


def test_openvino_keeps_labels_and_full_precision(network: Network, tmp_path: Path) -> None:
    openvino = pytest.importorskip("openvino")
    made = export_network(network, FORMATS["openvino"], tmp_path / "toy.xml")
    assert {file.name for file in made.files} == {"toy.xml", "toy.bin"}
    model = openvino.Core().read_model(made.files[0])
    assert json.loads(model.get_rt_info([KEY]).astype(str))["labels"] == list(NAMES)
    assert "f16" not in made.files[0].read_text()


def broken(kind: Format, change: Callable[[Tensor], Tensor]) -> Format:
    def read(path: Path, graph: Graph) -> Callable[[Tensor], Tensor]:
        compute = kind.read(path, graph)
        return lambda photos: change(compute(photos))

    return replace(kind, read=read)


@pytest.mark.parametrize("change", [lambda x: x + 1e-3, lambda x: x * float("nan")], ids=["other", "nan"])
def test_an_export_that_computes_something_else_is_refused_and_nothing_is_left(
    network: Network, tmp_path: Path, change: Callable[[Tensor], Tensor]
) -> None:
    (tmp_path / "toy.safetensors").write_text("older")
    with pytest.raises(ExportError, match="nothing was kept"):
        export_network(network, broken(FORMATS["safetensors"], change), tmp_path / "toy.safetensors")
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("toy.safetensors", "older")]


@pytest.mark.parametrize("step", ["write", "read"])
def test_an_interrupted_export_leaves_nothing(network: Network, tmp_path: Path, step: str) -> None:
    kind = FORMATS["pt2"]

    def interrupted(*arguments: Any) -> Any:
        if step == "write":
            arguments[-1].write_bytes(b"half")
        raise KeyboardInterrupt

    changed: dict[str, Any] = {step: interrupted}
    with pytest.raises(KeyboardInterrupt):
        export_network(network, replace(kind, **changed), tmp_path / "out" / "toy.pt2")
    assert list((tmp_path / "out").iterdir()) == []


def test_an_exporter_that_fails_is_told_in_one_sentence(network: Network, tmp_path: Path) -> None:
    def fails(*_: Any) -> None:
        raise ValueError("no such operation: aten::odd\nand a long story")

    with pytest.raises(
        ExportError, match=r"^toy cannot be exported to onnx: no such operation: aten::odd\. "
    ):
        export_network(network, replace(FORMATS["onnx"], write=fails), tmp_path / "toy.onnx")


@pytest.mark.parametrize(
    ("name", "package"), [("onnx", "onnxscript"), ("onnx", "onnxruntime"), ("openvino", "openvino")]
)
def test_a_missing_package_is_named_with_its_extra(
    network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, package: str
) -> None:
    monkeypatch.setitem(__import__("sys").modules, package, None)
    kind = FORMATS[name]
    with pytest.raises(
        ExtraError, match=rf"{package}, which is not installed\. Run: pip install 'convscope\[export\]'"
    ):
        export_network(network, kind, tmp_path / f"toy{kind.suffix}")
    assert list(tmp_path.iterdir()) == []


def test_another_formats_ending_is_refused(network: Network, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"ends with \.onnx, not as"):
        export_network(network, FORMATS["onnx"], tmp_path / "toy.pt2")


def test_a_network_that_takes_no_photos_is_compared_on_random_numbers(tmp_path: Path) -> None:
    module = nn.Sequential(nn.Conv1d(2, 4, 3), nn.ReLU(), nn.AdaptiveAvgPool1d(1), nn.Flatten())
    network = Network(module.eval(), input_shape=(2, 20))
    made = export_network(network, FORMATS["safetensors"], tmp_path / "sound.safetensors")
    assert made.checked_on == "4 inputs of random numbers"


def test_exported_weights_open_by_themselves_as_the_network_that_they_were(tmp_path: Path) -> None:
    text = "input 3x16x16 -> conv 4 3x3 -> relu -> globalavgpool -> dense 2"
    network = open_network(text, weights="random", mean=[0.5], std=[0.25], labels=["cat", "dog"])
    export(network, tmp_path / "net.safetensors", to="safetensors")
    again = open_network(str(tmp_path / "net.safetensors"))
    assert (again.preprocessing, again.labels.names) == (network.preprocessing, ("cat", "dog"))
    assert again.digest == network.digest


def test_the_exported_embedded_network_opens_by_itself(tmp_path: Path) -> None:
    network = open_network("efficientnet-lite0")
    export(network, tmp_path / "net.safetensors", to="safetensors")
    again = open_network(str(tmp_path / "net.safetensors"))
    assert (again.preprocessing, again.labels) == (network.preprocessing, network.labels)
    photo = network.prepare(data.chelsea())
    assert torch.allclose(again.scores(photo), network.scores(photo), atol=1e-4)
