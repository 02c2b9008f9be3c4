"""Detectors of two stages as files: what other programs have nothing for is refused, Convscope opens its own."""

from pathlib import Path
from typing import Literal

import numpy as np
import pytest
import torch

import convscope
from convscope import open_network
from convscope.errors import ExportError
from convscope.images import decode
from convscope.network import Network
from convscope.network.detecting_tiles import found_on
from network.detectors.tiny import TRUNK


@pytest.fixture(scope="module")
def network() -> Network:
    return open_network(f"faster-rcnn:{TRUNK}", weights="random", size=(64, 96))


@pytest.mark.parametrize(("kind", "name"), [("onnx", "x.onnx"), ("openvino", "x.xml")])
def test_a_format_of_other_programs_is_refused(
    network: Network, tmp_path: Path, kind: Literal["onnx", "openvino"], name: str
) -> None:
    with pytest.raises(ExportError, match="which has nothing for proposals"):
        convscope.export(network, tmp_path / name, to=kind)
    assert not list(tmp_path.iterdir())


def test_a_program_of_pytorch_is_opened_again(network: Network, tmp_path: Path) -> None:
    convscope.export(network, tmp_path / "x.pt2", to="pt2")
    again = open_network(str(tmp_path / "x.pt2"))
    photos = torch.randn(2, 3, 64, 96, generator=torch.Generator().manual_seed(0))
    assert torch.allclose(again.scores(photos), network.scores(photos), atol=1e-5)


def test_things_are_opened_again_with_their_masks(tmp_path: Path) -> None:
    network = open_network(f"mask-rcnn:{TRUNK}", weights="random", size=(64, 96))
    convscope.export(network, tmp_path / "x.pt2", to="pt2")
    again = open_network(str(tmp_path / "x.pt2"))
    assert again.task.name == "instances"
    photo = np.random.default_rng(0).integers(0, 256, (64, 96, 3)).astype(np.uint8)
    before, after = (found_on(one, decode(photo), least=0.01) for one in (network, again))
    assert len(before) > 1
    assert [one.label for one in after] == [one.label for one in before]
    for one, other in zip(before, after, strict=True):
        assert one.mask is not None
        assert other.mask is not None
        assert np.allclose(one.mask.values, other.mask.values, atol=1e-4)
