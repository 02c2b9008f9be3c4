"""A restorer learns to undo what was done to photos, is judged by PSNR, and is resumed as any other network."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skimage.data
import torch
from PIL import Image

import convscope
from convscope.datasets import open_dataset
from convscope.datasets.augmentation import read_augmentation
from convscope.errors import Cancelled, DataError, EvaluationError, RunError, TrainingError
from convscope.evaluation.restorer_evaluation import RestorerEvaluation
from convscope.learn import Run
from convscope.learn.request import TrainingOptions
from convscope.learn.restorer_options import learned_degradation, restorer_options
from convscope.progress import Progress
from convscope.restore.degradations import Degradation, degradation_of
from convscope.restore.patch_batches import PATCHES, PatchBatches

# Three layers that learn quickly.
SMALL = """
import torch

class Small(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = torch.nn.Sequential(
            torch.nn.Conv2d(3, 16, 3, padding=1), torch.nn.ReLU(), torch.nn.Conv2d(16, 3, 3, padding=1)
        )

    def forward(self, x):
        return x + self.layers(x)

def small():
    return Small()
"""


def write_photos(folder: Path, count: int, side: int = 72) -> Path:
    folder.mkdir(parents=True)
    photo = skimage.data.astronaut()
    generator = np.random.default_rng(0)
    for number in range(count):
        top, left = generator.integers(0, 512 - side, 2)
        Image.fromarray(photo[top : top + side, left : left + side]).save(folder / f"{number:02}.png")
    return folder


def train(photos: Path, folder: Path, network: str | None = None, **settings: Any) -> Run:
    if network is None:
        file = photos.parent / "small.py"
        file.write_text(SMALL)
        network = f"{file}:small"
    usual: Mapping[str, Any] = {"epochs": 2, "size": 32, "batch_size": 8}
    return convscope.train(
        photos, network, out=folder, run_code=True, progress=Progress(), **{**usual, **settings}
    )


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_photos(tmp_path_factory.mktemp("data") / "photos", 10)


@pytest.mark.slow
def test_a_network_of_one_s_own_learns_to_denoise(photos: Path, tmp_path: Path) -> None:
    run = train(photos, tmp_path / "run", epochs=30, task="denoise", noise="25", rate=3e-3)
    found = convscope.evaluate(convscope.open_network(f"run:{run.folder}", run_code=True))
    assert isinstance(found, RestorerEvaluation)
    figures = found.metrics
    assert figures["PSNR"] > figures["PSNR before"] + 2


def test_the_run_says_that_pictures_were_learned(photos: Path, tmp_path: Path) -> None:
    run = train(photos, tmp_path / "run", noise="25", epochs=1)
    assert run.network_description.task == "picture"
    assert run.classes == ("red", "green", "blue")
    assert run.figures[0].name == "PSNR"


def test_an_upscaler_learns_without_being_told_more(photos: Path, tmp_path: Path) -> None:
    run = train(photos, tmp_path / "run", "espcn-x2", epochs=1)
    found = convscope.upscale(convscope.open_network(f"run:{run.folder}"), photos / "00.png")
    assert found.pixels.shape == (144, 144, 3)


@pytest.mark.slow
def test_a_training_that_was_stopped_goes_on_to_the_same_weights(photos: Path, tmp_path: Path) -> None:
    class Stops(Progress):
        steps = 0

        def step(self, done: int, total: int | None, *, what: str = "", **_: Any) -> None:
            self.steps = done if what == "training" else 0

        @property
        def cancelled(self) -> bool:
            return self.steps > 5

    whole = train(photos, tmp_path / "whole", noise="0-55")
    file = photos.parent / "small.py"
    with pytest.raises(Cancelled):
        convscope.train(
            photos,
            f"{file}:small",
            out=tmp_path / "stopped",
            run_code=True,
            epochs=2,
            size=32,
            batch_size=8,
            noise="0-55",
            progress=Stops(),
        )
    resumed = convscope.train(resume=tmp_path / "stopped", run_code=True, progress=Progress())
    assert resumed.best_weights.read_bytes() == whole.best_weights.read_bytes()


def test_a_patch_and_its_noise_depend_on_seed_epoch_and_index_alone(photos: Path) -> None:
    items = open_dataset(photos, needs_labels=False).items
    augmenter = read_augmentation("flip, mirror").augmenter((32, 32), 1, 0)
    batches = PatchBatches(items, degradation_of(noise="0-55"), augmenter)
    together = batches.__getitems__([(1, 5), (1, 17)])
    alone = batches.__getitems__([(1, 17)])
    assert torch.equal(together.pictures[1], alone.pictures[0])
    assert torch.equal(together.labels[1], alone.labels[0])
    assert len(batches) == PATCHES * len(items)


def test_patches_are_flipped_together_with_their_truth(photos: Path) -> None:
    items = open_dataset(photos, needs_labels=False).items
    augmenter = read_augmentation("flip 1").augmenter((32, 32), 1, 0)
    batch = PatchBatches(items, Degradation(()), augmenter).__getitems__([(0, 3)])
    assert torch.allclose(batch.pictures / 255, batch.labels, atol=1e-6)


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({}, TrainingError, "classes|Nothing is done"),
        ({"task": "upscale"}, TrainingError, "leaves its size"),
        ({"noise": "25", "size": 300}, DataError, "fewer than a patch"),
        ({"noise": "25", "dropout": 0.5}, TrainingError, "without dropout"),
        ({"noise": "25", "augment": "mixup"}, TrainingError, "not mixed"),
        ({"noise": "loud"}, TrainingError, "Noise is a number"),
        ({"target": "noisy"}, TrainingError, "Nothing is done"),
        ({"target": "noisy", "missing": "0.2"}, TrainingError, "neither pixels nor holes"),
        ({"noise": "0"}, TrainingError, "Noise of 0 changes nothing"),
    ],
)
def test_what_cannot_be_learned_is_one_sentence(
    photos: Path, tmp_path: Path, settings: dict[str, Any], error: type[Exception], message: str
) -> None:
    network = "dncnn" if not settings else None
    with pytest.raises(error, match=message):
        train(photos, tmp_path / "run", network, **settings)
    assert not (tmp_path / "run").exists()


def test_patches_must_be_divisible_by_the_scale(photos: Path, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="3 times smaller"):
        train(photos, tmp_path / "run", "espcn-x3", size=32)


def test_one_photo_is_too_few(tmp_path: Path) -> None:
    own = write_photos(tmp_path / "data" / "photos", 1)
    with pytest.raises(DataError, match="holds one photo"):
        train(own, tmp_path / "run", "resunet", noise="25")


def test_an_upscaler_learns_no_holes(photos: Path, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="keeps its size"):
        train(photos, tmp_path / "run", "espcn-x2", missing="0.2")


def test_a_network_that_fills_holes_asks_for_holes(photos: Path, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="no share of the photos is to be missing"):
        train(photos, tmp_path / "run", "inpaint-resunet", noise="25")


def test_ffdnet_asks_for_clean_photos(photos: Path, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="only its clean photo says"):
        train(photos, tmp_path / "run", "ffdnet", noise="25", target="noisy")


def test_changed_photos_end_a_resumed_training(tmp_path: Path) -> None:
    own = write_photos(tmp_path / "data" / "photos", 6)
    run = train(own, tmp_path / "run", "espcn-x2", epochs=1)
    (run.folder / "result.json").unlink()
    Image.fromarray(skimage.data.chelsea()[:72, :72]).save(own / "00.png")
    with pytest.raises(RunError, match="have changed"):
        convscope.train(resume=run.folder, progress=Progress())


@pytest.mark.parametrize("target", ["noisy", "blind-spot"])
@pytest.mark.slow
def test_noise_is_learned_from_noisy_photos_alone(photos: Path, tmp_path: Path, target: str) -> None:
    run = train(photos, tmp_path / "run", epochs=30, noise="25", rate=3e-3, target=target)
    found = convscope.evaluate(convscope.open_network(f"run:{run.folder}", run_code=True))
    assert isinstance(found, RestorerEvaluation)
    assert found.metrics["PSNR"] > found.metrics["PSNR before"] + 1


def test_photos_that_are_noisy_themselves_are_learned_from_without_more_words(
    photos: Path, tmp_path: Path
) -> None:
    run = train(photos, tmp_path / "run", epochs=1, target="blind-spot")
    with pytest.raises(EvaluationError, match="nobody knows the clean ones"):
        convscope.evaluate(convscope.open_network(f"run:{run.folder}", run_code=True))


def test_ffdnet_learns_what_it_is_told(photos: Path, tmp_path: Path) -> None:
    run = train(photos, tmp_path / "run", "ffdnet", epochs=1, noise="0-55")
    network = convscope.open_network(f"run:{run.folder}")
    # The first layer's kernels of the map are the last of its input's channels.
    state = convscope.open_network("ffdnet", weights="random", seed=0).graph().tensors
    learned = network.graph().tensors["noise.0.weight"][:, -1]
    assert not torch.equal(learned, state["noise.0.weight"][:, -1])
    judged = convscope.evaluate(network, noise="25")
    assert isinstance(judged, RestorerEvaluation)
    assert "told" in judged.convention


def test_denoising_without_a_strength_learns_all_of_them() -> None:
    options = restorer_options(TrainingOptions(task="denoise"))
    assert learned_degradation(options, 1).text == "noise 0-55"


def test_repairing_without_more_words_learns_jpeg() -> None:
    options = restorer_options(TrainingOptions(task="repair"))
    assert learned_degradation(options, 1).text == "jpeg 5-60"
