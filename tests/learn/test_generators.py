"""A generator learns pictures of classes, shows what it makes after each epoch, and is resumed as any other."""

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import convscope
from convscope.datasets import open_dataset
from convscope.errors import Cancelled, DataError, TrainingError
from convscope.learn import Run
from convscope.learn.generator_data import pictures_to_make
from convscope.progress import Progress

MNIST = Path(__file__).parents[3] / "shared" / "data" / "mnist.tar.gz"


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Grey pictures of 10 x 10, dark or bright on the left."""
    folder, generator = tmp_path_factory.mktemp("data") / "sides", np.random.default_rng(0)
    for side in ("left", "right"):
        (folder / side).mkdir(parents=True)
        for number in range(20):
            pixels = generator.integers(0, 60, (10, 10)).astype(np.uint8)
            pixels[:, slice(0, 5) if side == "left" else slice(5, 10)] += 180
            Image.fromarray(pixels).save(folder / side / f"{number}.png")
    return folder


def train(pictures: Path, folder: Path, progress: Progress | None = None, **settings: Any) -> Run:
    usual: dict[str, Any] = {"epochs": 2, "batch_size": 8, "network": "ddpm"}
    return convscope.train(pictures, out=folder, progress=progress or Progress(), **{**usual, **settings})


@pytest.fixture(scope="module")
def run(pictures: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return train(pictures, tmp_path_factory.mktemp("runs") / "sides")


def test_the_run_knows_the_classes_and_the_size_of_its_pictures(run: Run) -> None:
    network = run.network_description
    assert (network.task, network.classes) == ("generation", ("left", "right"))
    # The next multiple of four.
    assert network.input_shape == (1, 12, 12)


def test_the_run_is_judged_by_its_loss_alone(run: Run) -> None:
    assert set(run.metrics()[0]) == {"epoch", "train_loss", "val_loss", "rate", "seconds"}


def test_what_it_makes_is_kept_after_every_epoch(run: Run) -> None:
    assert sorted(path.name for path in (run.folder / "samples").iterdir()) == ["001.png", "002.png"]


def test_the_sheet_of_progress_has_the_first_row_of_each_epoch(run: Run) -> None:
    with (
        Image.open(run.folder / "progress.png") as sheet,
        Image.open(run.folder / "samples" / "002.png") as last,
    ):
        first_row = np.asarray(last)[: last.height // 4]
        shown = np.asarray(sheet)
    top, left = len(shown) // 2 + 2, (shown.shape[1] - first_row.shape[1]) // 2
    assert (shown[top : top + len(first_row), left : left + first_row.shape[1]] == first_row).all()


def test_pictures_that_are_all_alike_are_told_while_it_learns(tmp_path: Path) -> None:
    class Notes(Progress):
        def __init__(self) -> None:
            super().__init__()
            self.notes: list[str] = []

        def note(self, text: str) -> None:
            self.notes.append(text)

    generator = np.random.default_rng(0)
    for name in ("left", "right"):
        (tmp_path / "data" / name).mkdir(parents=True)
        for number in range(20):
            pixels = 255 * generator.integers(0, 2, (8, 8)).astype(np.uint8)
            Image.fromarray(pixels).save(tmp_path / "data" / name / f"{number}.png")
    notes = Notes()
    train(tmp_path / "data", tmp_path / "run", notes, network="vae", epochs=1)
    assert any("two real ones do" in note for note in notes.notes)


def test_the_run_opens_and_makes_pictures_of_its_classes(run: Run) -> None:
    network = convscope.open_network(f"run:{run.folder}")
    found = convscope.generate(network, count=2, steps=2)
    assert found.classes == ("left", "right")
    assert found.pixels.shape == (2, 12, 12, 1)


@pytest.mark.parametrize("network", ["vae", "dcgan"])
def test_others_are_trained_by_the_same_words(network: str, pictures: Path, tmp_path: Path) -> None:
    run = train(pictures, tmp_path / "run", network=network, epochs=1)
    assert (run.folder / "samples" / "001.png").is_file()
    found = convscope.generate(convscope.open_network(f"run:{run.folder}"), ["right"], count=2)
    assert found.pixels.shape == (2, 12, 12, 1)


def test_of_networks_that_learn_from_each_other_the_last_epoch_is_kept(
    pictures: Path, tmp_path: Path
) -> None:
    run = train(pictures, tmp_path / "run", network="dcgan", epochs=3)
    losses = [row["val_loss"] for row in run.metrics()]
    assert run.result["best"]["epoch"] == 3, losses


@pytest.mark.slow
def test_it_learns_which_side_is_bright(pictures: Path, tmp_path: Path) -> None:
    run = train(pictures, tmp_path / "run", epochs=60, ema=0.9)
    pixels = convscope.generate(convscope.open_network(f"run:{run.folder}"), count=20, steps=10).pixels
    left = pixels[:, :, :5].mean((1, 2, 3)) > pixels[:, :, 7:].mean((1, 2, 3))
    assert left.tolist() == [True, False] * 10


@pytest.mark.slow
@pytest.mark.skipif(not MNIST.exists(), reason="MNIST is not in ../shared/data")
def test_digits_that_it_makes_are_recognised(tmp_path: Path) -> None:
    digits = open_dataset(MNIST)
    for name in ("0", "1", "4"):
        (tmp_path / "data" / name).mkdir(parents=True)
        own = [item for item in digits.split("train") if digits.classes[item.label] == name]
        for number, item in enumerate(own[:400]):
            Image.fromarray(item.pixels()[..., 0]).save(tmp_path / "data" / name / f"{number}.png")
    run = train(tmp_path / "data", tmp_path / "run", epochs=6, batch_size=64, ema=0.98)
    made = convscope.generate(convscope.open_network(f"run:{run.folder}"), count=60, steps=10)
    judge = convscope.open_network("convscope/digits")
    answers = judge.scores(judge.prepare(*made.pictures)).argmax(1).tolist()
    # By chance a tenth is.
    assert np.mean([str(answer) == name for answer, name in zip(answers, made.classes, strict=True)]) > 0.6


@pytest.mark.parametrize("network", ["ddpm", "dcgan", "vae"])
def test_a_training_that_was_stopped_goes_on_to_the_same_weights(
    network: str, pictures: Path, tmp_path: Path
) -> None:
    class Stops(Progress):
        steps = 0

        def step(self, done: int, total: int | None, *, what: str = "", **_: Any) -> None:
            self.steps = done if what == "training" else 0

        @property
        def cancelled(self) -> bool:
            return self.steps == 2

    with pytest.raises(Cancelled):
        train(pictures, tmp_path / "stopped", Stops(), network=network)
    run = train(pictures, tmp_path / "whole", network=network)
    resumed = convscope.train(resume=tmp_path / "stopped", progress=Progress())
    assert resumed.best_weights.read_bytes() == run.best_weights.read_bytes()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"dropout": 0.5}, "without dropout"),
        ({"task": "denoise"}, "not to denoise"),
        ({"augment": "mixup"}, "not mixed"),
        ({"size": 30}, "multiples of 4"),
        ({"network": "dcgan", "patience": 2}, "when to stop"),
        ({"weights": "default"}, "no weights"),
        ({"network": "convscope/lenet5", "task": "generate"}, "no generator"),
    ],
)
def test_what_cannot_be_learned_is_one_sentence(
    pictures: Path, tmp_path: Path, settings: dict[str, Any], message: str
) -> None:
    with pytest.raises(TrainingError, match=message):
        train(pictures, tmp_path / "run", **settings)
    assert not (tmp_path / "run").exists()


def test_a_run_of_other_classes_is_not_gone_on_with(run: Run, tmp_path: Path) -> None:
    for name in ("up", "down"):
        (tmp_path / "data" / name).mkdir(parents=True)
        for number in range(6):
            pixels = np.random.default_rng(number).integers(0, 255, (12, 12), np.uint8)
            pixels[0, 0] = len(name)
            Image.fromarray(pixels).save(tmp_path / "data" / name / f"{number}.png")
    with pytest.raises(TrainingError, match="makes 2 classes"):
        train(tmp_path / "data", tmp_path / "run", network=f"run:{run.folder}")


@pytest.mark.parametrize(("below", "name"), [("", "left"), ("left", "picture")])
def test_pictures_of_one_class_or_side_by_side_are_learned_as_one(
    pictures: Path, tmp_path: Path, below: str, name: str
) -> None:
    shutil.copytree(pictures / "left", tmp_path / "data" / "left")
    run = train(tmp_path / "data" / below, tmp_path / "run", network="vae", epochs=1)
    assert run.classes == (name,)
    assert sum(map(len, run.dataset().splits.values())) == 20
    found = convscope.generate(convscope.open_network(f"run:{run.folder}"), count=2)
    assert found.classes == (name, name)


def test_beside_a_folder_of_the_only_class_pictures_are_left_out(pictures: Path, tmp_path: Path) -> None:
    shutil.copytree(pictures / "left", tmp_path / "data" / "left")
    shutil.copy(pictures / "right" / "0.png", tmp_path / "data" / "sheet.png")
    found = pictures_to_make(tmp_path / "data")
    assert (found.classes, len(found.items)) == (("left",), 20)
    assert [one.name for one in found.left_out] == ["sheet.png"]


def test_a_class_without_pictures_beside_the_only_one_is_refused(pictures: Path, tmp_path: Path) -> None:
    shutil.copytree(pictures / "left", tmp_path / "data" / "left")
    (tmp_path / "data" / "right").mkdir()
    with pytest.raises(DataError, match="right"):
        pictures_to_make(tmp_path / "data")
