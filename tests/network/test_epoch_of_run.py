"""``run:NAME@EPOCH``: a run as it was after an epoch."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

import convscope
from convscope.errors import ExportError, RunError
from convscope.learn import Run
from convscope.network.checkpoint import read_checkpoint

TEXT = "input 3x12x12 -> conv 4 3x3 -> relu -> globalavgpool -> flatten -> dense 2"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    place = tmp_path_factory.mktemp("epochs")
    generator = np.random.default_rng(0)
    for kind in ("bright", "dark"):
        (place / "data" / kind).mkdir(parents=True)
        for number in range(8):
            noise = generator.integers(0, 156, (12, 12, 3)) + 100 * (kind == "bright")
            Image.fromarray(noise.astype(np.uint8)).save(place / "data" / kind / f"{number}.png")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONVSCOPE_CACHE", str(place / "cache"))
        return convscope.train(
            place / "data",
            TEXT,
            out=place / "runs" / "light",
            epochs=4,
            batch_size=4,
            workers=0,
            snapshots=(1, 3),
        )


@pytest.fixture(autouse=True)
def runs_folder(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVSCOPE_RUNS", str(run.folder.parent))


def kernels(spec: str) -> torch.Tensor:
    graph = convscope.open_network(spec).graph()
    found: torch.Tensor = graph.constant(graph.find("conv1").argument("weight"))
    return found


def test_the_network_of_an_epoch_has_its_weights(run: Run) -> None:
    for epoch in (1, 3):
        kept = np.load(run.folder / "snapshots" / f"kernels-{epoch:03}.npy")
        np.testing.assert_array_equal(kernels(f"run:light@{epoch}"), kept)
    last = read_checkpoint(run.folder / "last.safetensors")["conv1.weight"]
    assert torch.equal(kernels("run:light@last"), last)
    assert not torch.equal(kernels("run:light@1"), last)


def test_it_says_which_epoch_it_is_and_opens_again(run: Run) -> None:
    network = convscope.open_network("run:light@3")
    assert network.name == "run:light@3"
    assert network.weights == f"trained in {run.folder}, epoch 3"
    assert convscope.open_network(network.opening).digest == network.digest


def test_two_epochs_are_shown_side_by_side() -> None:
    first, last = (convscope.open_network(f"run:light@{epoch}") for epoch in ("1", "last"))
    found = convscope.kernels(last, beside=first)
    assert (found.network, found.beside) == ("run:light@last", "run:light@1")
    for one in found.kernels:
        a, b = kernels("run:light@last")[one.unit].flatten(), kernels("run:light@1")[one.unit].flatten()
        assert one.cosine == pytest.approx(float(torch.cosine_similarity(a, b, 0)), abs=1e-5)


def test_an_epoch_without_weights_is_refused_with_those_there_are() -> None:
    with pytest.raises(RunError, match="no weights of epoch 2") as raised:
        convscope.open_network("run:light@2")
    assert raised.value.hint == "It has those of 1, 3."


def test_a_run_that_is_itself_called_so_is_that_run(run: Run) -> None:
    shutil.copytree(run.folder, run.folder.parent / "light@1")
    assert torch.equal(kernels("run:light@1"), kernels("run:light"))
    shutil.rmtree(run.folder.parent / "light@1")


def test_an_epoch_is_judged_on_the_pictures_of_its_run() -> None:
    judgement = convscope.evaluate(convscope.open_network("run:light@1"))
    assert judgement.data.split == "val"


def test_an_epoch_is_not_exported_with_the_figures_of_another(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="figures of a run's best weights"):
        convscope.export(convscope.open_network("run:light@1"), tmp_path / "x.onnx")
