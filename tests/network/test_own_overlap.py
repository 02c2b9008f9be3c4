"""A detector suppresses at an IoU of its own, however it is opened."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from convscope import Network, open_network
from convscope.exports import export
from convscope.images import Preprocessing
from convscope.learn.run import Run
from convscope.network.edits.changing import changed_network
from convscope.network.edits.reading import read_edits
from convscope.network.from_run import TrainedNetwork
from network.detectors.tiny import TINY, TRUNK
from network.foreign.lively import small, thresholds

FRAME = Preprocessing((32, 32), (32, 32), "bilinear", (0.5,) * 3, (0.5,) * 3, fit="contain")


class Twice(nn.Module):
    """Finds a disc twice, at an IoU of 0.5."""

    overlap = 0.45
    rows: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.Conv2d(3, 1, 1)
        self.register_buffer("rows", torch.tensor([[8.0, 8, 24, 24, 3], [8, 8, 24, 16, 2]]))

    def forward(self, photos: Tensor) -> Tensor:
        nothing: Tensor = self.layer(photos).mean((1, 2, 3))[:, None, None] * 0
        return self.rows + nothing


@pytest.fixture
def network() -> Network:
    return Network(Twice(), preprocessing=FRAME, labels=["disc"], task="boxes", name="twice")


def overlap(network: Network) -> Any:
    return network.task.overlap  # type: ignore[attr-defined]


def test_a_module_says_it_as_an_attribute(network: Network) -> None:
    assert len(network.predict(np.zeros((32, 32, 3), np.uint8))) == 1
    assert overlap(network) == 0.45


@pytest.mark.parametrize(
    ("word", "own"), [("rcnn", 0.3), ("fast-rcnn", 0.4), ("faster-rcnn", 0.6), ("yolo", 0.6), ("fcos", 0.6)]
)
def test_each_kind_of_detector_has_its_own(word: str, own: float) -> None:
    assert overlap(open_network(f"{word}:{TRUNK}", weights="random")) == own


@pytest.mark.parametrize("kind", ["retinanet", "faster-rcnn"])
def test_a_detector_of_torchvision_keeps_its_own(kind: str) -> None:
    module = small(kind)
    (module.roi_heads if kind == "faster-rcnn" else module).nms_thresh = 0.35
    assert overlap(Network(module, size=(32, 48))) == thresholds(module)["overlap"] == 0.35


@pytest.mark.parametrize(("said", "own"), [(0.35, 0.35), (None, 0.6)])
def test_a_run_keeps_that_of_its_training(tmp_path: Path, said: float | None, own: float) -> None:
    description = TrainedNetwork(TINY, ("disc", "rod"), (3, 64, 64), None, "boxes", said)
    run = Run.create(tmp_path / "run", {"network": TINY}, description)
    save_file(description.module().state_dict(), run.best_weights)
    assert overlap(open_network(f"run:{run.folder}")) == own


def test_an_edited_detector_has_it(network: Network) -> None:
    assert overlap(changed_network(network, read_edits("layer:0=0"))) == 0.45


def test_an_exported_program_has_it(network: Network, tmp_path: Path) -> None:
    export(network, tmp_path / "twice.pt2", to="pt2")
    assert overlap(open_network(str(tmp_path / "twice.pt2"))) == 0.45


def test_a_file_with_suppression_has_it(network: Network, tmp_path: Path) -> None:
    runtime = pytest.importorskip("onnxruntime")
    export(network, tmp_path / "twice.onnx", suppress=True)
    session = runtime.InferenceSession(str(tmp_path / "twice.onnx"))
    photo = {"photos": np.zeros((1, 3, 32, 32), np.float32)}
    assert len(session.run(["score"], photo)[0]) == 1
    assert len(session.run(["score"], photo | {"overlap": np.array([0.6], np.float32)})[0]) == 2
