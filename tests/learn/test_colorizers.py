"""A colorizer learns from photos what colours things have, and is judged by how near it comes."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

import convscope
from convscope.datasets import open_dataset
from convscope.datasets.augmentation import read_augmentation
from convscope.errors import Cancelled, TrainingError
from convscope.evaluation.restorer_evaluation import RestorerEvaluation
from convscope.images.lab import lab_of
from convscope.learn import Run
from convscope.network.labels import Labels
from convscope.network.task.colours import Colours, colour_names
from convscope.progress import Progress
from convscope.restore.colour_batches import ColourBatches, weights_of
from network.detectors.tiny import TRUNK


def write_photos(folder: Path, count: int) -> Path:
    """What is light is yellow, what is dark blue."""
    folder.mkdir(parents=True)
    generator = np.random.default_rng(0)
    for number in range(count):
        light = generator.random((5, 7, 1)).repeat(16, 0).repeat(16, 1) > 0.5
        colours = np.where(light, [230, 210, 60], [40, 40, 130]) + generator.integers(-9, 9, (80, 112, 1))
        Image.fromarray(colours.astype(np.uint8)).save(folder / f"{number:02}.png")
    return folder


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_photos(tmp_path_factory.mktemp("data") / "photos", 12)


def train(photos: Path, folder: Path, word: str = "colorizer", **settings: Any) -> Run:
    usual: dict[str, Any] = {"epochs": 1, "size": 64, "batch_size": 4, "progress": Progress()}
    return convscope.train(photos, f"{word}:{TRUNK}", out=folder, **{**usual, **settings})


def batches(photos: Path, augment: str = "flip") -> ColourBatches:
    items = open_dataset(photos, needs_labels=False).items
    return ColourBatches(items, (64, 64), read_augmentation(augment).augmenter((64, 64), 260, 0))


@pytest.mark.slow
@pytest.mark.parametrize("word", ["colorizer", "colorizer-l2"])
def test_what_light_and_dark_mean_is_learned(photos: Path, tmp_path: Path, word: str) -> None:
    run = train(photos, tmp_path / "run", word, epochs=25)
    found = convscope.evaluate(convscope.open_network(f"run:{run.folder}"))
    assert isinstance(found, RestorerEvaluation)
    assert found.metrics["chroma gain"] > 3
    assert found.metrics["PSNR"] > found.metrics["PSNR before"]


def test_the_run_says_that_colours_were_learned(photos: Path, tmp_path: Path) -> None:
    run = train(photos, tmp_path / "run", task="colorize")
    assert run.network_description.task == "colours"
    assert run.classes == colour_names()
    assert run.figures[0].name == "chroma gain"


@pytest.mark.slow
def test_a_training_that_was_stopped_goes_on_to_the_same_weights(photos: Path, tmp_path: Path) -> None:
    class Stops(Progress):
        steps = 0

        def step(self, done: int, total: int | None, *, what: str = "", **_: Any) -> None:
            self.steps = done if what == "training" else 0

        @property
        def cancelled(self) -> bool:
            return self.steps > 2

    whole = train(photos, tmp_path / "whole", epochs=2)
    with pytest.raises(Cancelled):
        train(photos, tmp_path / "stopped", epochs=2, progress=Stops())
    resumed = convscope.train(resume=tmp_path / "stopped", progress=Progress())
    assert resumed.best_weights.read_bytes() == whole.best_weights.read_bytes()


def test_a_crop_and_its_hints_depend_on_seed_epoch_and_index_alone(photos: Path) -> None:
    together = batches(photos).__getitems__([(1, 5), (1, 7)])
    alone = batches(photos).__getitems__([(1, 7)])
    assert torch.equal(together.pictures[1], alone.pictures[0])
    assert torch.equal(together.labels[1], alone.labels[0])


def test_labels_are_the_means_of_four_by_four_pixels(photos: Path) -> None:
    items = open_dataset(photos, needs_labels=False).items
    batch = ColourBatches(items, (80, 112)).__getitems__([(0, 3)])
    ab = lab_of(items[3].photo().pixels)[..., 1:]
    assert batch.labels[0].permute(1, 2, 0).numpy() == pytest.approx(
        ab.reshape(20, 4, 28, 4, 2).mean((1, 3)), abs=1e-2
    )


def test_validation_sees_no_hints(photos: Path) -> None:
    items = open_dataset(photos, needs_labels=False).items
    pictures = ColourBatches(items, (64, 64)).__getitems__([(0, n) for n in range(len(items))]).pictures
    assert (pictures.amax(1) - pictures.amin(1)).max() == 0


def test_some_photos_of_a_training_have_hints(photos: Path) -> None:
    pictures = batches(photos).__getitems__([(0, n) for n in range(12)]).pictures
    hinted = (pictures.amax(1) - pictures.amin(1)).flatten(1).amax(1) > 0
    assert 0 < hinted.sum() < 12


def test_colours_that_no_photo_has_count_most(photos: Path) -> None:
    task = Colours(Labels(colour_names()))
    weights = weights_of(open_dataset(photos, needs_labels=False).items, task)
    there, nowhere = task.labels.find("a 0 b 60"), task.labels.find("a 60 b 60")
    assert weights[there] < weights[nowhere]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"task": "denoise"}, "is asked to denoise"),
        ({"noise": "25"}, "without noise"),
        ({"dropout": 0.5}, "without dropout"),
        ({"augment": "mixup"}, "not mixed"),
        ({"size": 100}, "multiples of 32"),
    ],
)
def test_what_cannot_be_learned_is_one_sentence(
    photos: Path, tmp_path: Path, settings: dict[str, Any], message: str
) -> None:
    with pytest.raises(TrainingError, match=message):
        train(photos, tmp_path / "run", **settings)
    assert not (tmp_path / "run").exists()


def test_another_network_does_not_learn_to_colorize(photos: Path, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="colorizer"):
        convscope.train(photos, "dncnn", out=tmp_path / "run", task="colorize", progress=Progress())
