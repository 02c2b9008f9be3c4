"""Detectors as files: boxes as they are, and detections with suppression in the file."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from convscope import Network, detect, open_network
from convscope.errors import ExportError, NetworkError
from convscope.exports import export
from convscope.exports.format import INPUT, KEY
from convscope.images import Photo, Preprocessing

runtime = pytest.importorskip("onnxruntime")


class Four(nn.Module):
    """Finds a disc, the same disc again, a rod in its place, and a faint disc apart from it."""

    rows: Tensor

    def __init__(self) -> None:
        super().__init__()
        rows = [[8.0, 8, 24, 24, 3, -9], [8, 8, 24, 22, 2, -9], [8, 8, 24, 24, -9, 1], [0, 0, 6, 6, -2, -9]]
        self.register_buffer("rows", torch.tensor(rows))

    def forward(self, photos: Tensor) -> Tensor:
        return self.rows + photos.mean((1, 2, 3), keepdim=True)[:, 0] * 0


@pytest.fixture(scope="module")
def network() -> Network:
    frame = Preprocessing((32, 32), (32, 32), "bilinear", (0.5,) * 3, (0.5,) * 3, fit="contain")
    return Network(Four(), preprocessing=frame, labels=["disc", "rod"], task="boxes", name="four")


@pytest.fixture
def photo() -> Photo:
    return Photo("grey", np.full((32, 32, 3), 128, np.uint8))


def found_in(path: Path, **given: Any) -> dict[str, Any]:
    session = runtime.InferenceSession(str(path))
    names = [one.name for one in session.get_outputs()]
    return dict(zip(names, session.run(names, given), strict=True))


@pytest.fixture
def suppressed(network: Network, tmp_path: Path) -> Path:
    made = export(network, tmp_path / "cells.onnx", suppress=True)
    assert [file.name for file in made.files] == ["cells.onnx", "cells.card.md"]
    return made.files[0]


def test_a_file_with_suppression_finds_what_detect_finds(
    network: Network, photo: Photo, suppressed: Path
) -> None:
    found = found_in(suppressed, **{INPUT: network.prepare(photo).numpy()})
    expected = detect(network, photo).detections
    assert found["label"].tolist() == [one.index for one in expected] == [0, 1]
    np.testing.assert_allclose(found["score"], [one.score for one in expected], atol=1e-6)
    np.testing.assert_allclose(found["box"], [one.box for one in expected], atol=1e-4)


@pytest.mark.parametrize(("least_score", "overlap", "count"), [(0.1, 0.6, 3), (0.3, 0.9, 3), (0.8, 0.6, 1)])
def test_thresholds_can_be_given(
    network: Network, photo: Photo, suppressed: Path, least_score: float, overlap: float, count: int
) -> None:
    given = {"least_score": np.array([least_score], np.float32), "overlap": np.array([overlap], np.float32)}
    found = found_in(suppressed, **{INPUT: network.prepare(photo).numpy()}, **given)
    assert len(found["score"]) == count


def test_each_detection_says_its_photo(network: Network, photo: Photo, suppressed: Path) -> None:
    batch = network.prepare(photo).repeat(3, 1, 1, 1).numpy()
    assert found_in(suppressed, **{INPUT: batch})["photo"].tolist() == [0, 0, 1, 1, 2, 2]


def test_the_file_says_what_comes_out(suppressed: Path) -> None:
    known = json.loads(runtime.InferenceSession(str(suppressed)).get_modelmeta().custom_metadata_map[KEY])
    assert known["task"] == "boxes"
    assert known["outputs"] == ["photo", "label", "score", "box"]
    assert "output" not in known


def test_an_exported_program_of_a_detector_opens_as_one(
    network: Network, photo: Photo, tmp_path: Path
) -> None:
    again = open_network(str(export(network, tmp_path / "cells.pt2", to="pt2").files[0]))
    mine, theirs = (detect(one, photo, score=0).detections for one in (network, again))
    assert [one.label for one in mine] == [one.label for one in theirs]
    torch.testing.assert_close(
        torch.tensor([one.box for one in mine]),
        torch.tensor([one.box for one in theirs]),
        atol=1e-2,
        rtol=1e-4,
    )


def test_suppression_is_for_detectors(tmp_path: Path) -> None:
    text = "input 3x12x12 -> conv 4 3x3 -> relu -> flatten -> dense 2"
    with pytest.raises(NetworkError, match="finds no boxes"):
        export(open_network(text, weights="random"), tmp_path / "a.onnx", suppress=True)


def test_suppression_is_a_part_of_onnx_alone(network: Network, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="part of ONNX"):
        export(network, tmp_path / "a.pt2", to="pt2", suppress=True)
