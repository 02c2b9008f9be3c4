"""Training: what a run holds afterwards, what is learned, and what is wrong with the input."""

import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor, nn

from convscope import open_network
from convscope.errors import DataError, RunError, TrainingError
from convscope.learn import Run, TrainingOptions, TrainingRequest
from convscope.learn.training import train
from convscope.network.checkpoint import read_checkpoint
from convscope.network.from_run import run_folder
from convscope.progress import Progress

# Of eight validation pictures of two classes, seven right: by guessing that happens in one of 28 cases.
ABOVE_CHANCE = 7 / 8


def with_options(request: TrainingRequest, **options: Any) -> TrainingRequest:
    return replace(request, options=request.options.model_copy(update=options))


@pytest.fixture
def quick(striped: TrainingRequest) -> TrainingRequest:
    """One epoch without checkpoints within it."""
    return with_options(striped, epochs=1, augment="none", ema=None, checkpoint_seconds=1e9)


@pytest.fixture(scope="module")
def trained(stripes: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run of a network that learns the stripes."""
    options = TrainingOptions(epochs=12, batch_size=8, augment="none", rate=5e-3)
    text = "input 3x16x16 -> conv 8 3x3 -> relu -> maxpool 2 -> flatten -> dense 2"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONVSCOPE_CACHE", str(tmp_path_factory.mktemp("cache")))
        return train(
            TrainingRequest(str(stripes), text, options=options), tmp_path_factory.mktemp("runs") / "run"
        )


def test_a_network_learns_what_there_is_to_learn(trained: Run) -> None:
    assert trained.result["best"]["val_accuracy"] == 1.0


def test_a_run_holds_metrics_weights_and_settings_and_no_checkpoint(trained: Run) -> None:
    names = {path.name for path in trained.folder.iterdir()}
    assert {"metrics.csv", "best.safetensors", "last.safetensors", "settings.json", "tensorboard"} <= names
    assert "curves.png" in names
    assert "checkpoint.ckpt" not in names
    assert [row["epoch"] for row in trained.metrics()] == list(range(1, 13))


def test_the_settings_say_seed_versions_and_data(trained: Run) -> None:
    settings = trained.settings
    assert settings["seed"] == 0
    assert settings["versions"]["torch"] == torch.__version__
    assert len(settings["data"]["fingerprint"]) == 33
    assert settings["training"]["rate"] == 5e-3


def test_normalisation_is_that_of_the_training_pictures(trained: Run) -> None:
    pixels = np.stack([item.pixels() for item in trained.dataset().split("train")]) / 255
    preprocessing = trained.network_description.preprocessing
    assert preprocessing is not None
    # Reduced from 20 to 16 pixels, the mean stays and noise averages out.
    assert np.allclose(preprocessing.mean, pixels.mean((0, 1, 2)), atol=2e-3)
    assert np.all(np.array(preprocessing.std) < pixels.std((0, 1, 2)))


def test_the_opened_run_says_of_photos_what_validation_said(trained: Run) -> None:
    network = open_network(f"run:{trained.folder}")
    items = trained.dataset().split("val")
    said = [network.predict(item.photo(), top=1)[0].index for item in items]
    assert said == [item.label for item in items]


def test_the_same_seed_gives_the_same_weights_and_another_does_not(
    quick: TrainingRequest, tmp_path: Path
) -> None:
    runs = [
        train(replace(quick, seed=seed), tmp_path / f"run{number}") for number, seed in enumerate((1, 1, 2))
    ]
    first, second, third = (read_checkpoint(run.best_weights)["conv1.weight"] for run in runs)
    assert torch.equal(first, second)
    assert not torch.equal(first, third)


def test_the_callers_random_numbers_are_left_alone(quick: TrainingRequest, tmp_path: Path) -> None:
    torch.manual_seed(3)
    expected = torch.rand(2)
    torch.manual_seed(3)
    train(quick, tmp_path / "run")
    assert torch.equal(torch.rand(2), expected)


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
@pytest.mark.parametrize("schedule", ["cosine", "plateau", "constant"])
def test_every_optimizer_learns_with_every_schedule(
    quick: TrainingRequest, tmp_path: Path, optimizer: str, schedule: str
) -> None:
    request = with_options(quick, epochs=15, optimizer=optimizer, schedule=schedule)
    assert train(request, tmp_path / "run").result["best"]["val_accuracy"] >= ABOVE_CHANCE


def test_everything_else_that_can_be_chosen_works_together(quick: TrainingRequest, tmp_path: Path) -> None:
    options = {
        "dropout": 0.1, "label_smoothing": 0.1, "class_weights": True, "clip": 1.0, "ema": 0.9, "patience": 15,
        "augment": "strong, mixup, cutmix", "precision": "bf16", "workers": 1, "weight_decay": 0.1, "epochs": 15,
        "rate": 1e-2,
    }  # fmt: skip
    run = train(with_options(quick, **options), tmp_path / "run")
    assert run.result["best"]["val_accuracy"] >= ABOVE_CHANCE


def test_patience_ends_a_training_that_stands_still(quick: TrainingRequest, tmp_path: Path) -> None:
    still = with_options(quick, epochs=9, patience=2, rate=1e-12, schedule="constant")
    assert len(train(still, tmp_path / "run").metrics()) < 9


def test_an_exploding_loss_names_the_batch(quick: TrainingRequest, tmp_path: Path) -> None:
    with pytest.raises(
        TrainingError, match=r"The loss .* in epoch \d+, batch \d+: (lying|upright)/\d+\.png, "
    ):
        train(with_options(quick, epochs=9, rate=1e9, schedule="constant"), tmp_path / "run")


class Notes(Progress):
    """Keeps what is told."""

    def __init__(self) -> None:
        super().__init__()
        self.notes: list[str] = []

    def note(self, message: str) -> None:
        self.notes.append(message)


def test_a_learning_rate_is_found_at_which_the_network_learns(quick: TrainingRequest, tmp_path: Path) -> None:
    notes = Notes()
    request = with_options(quick, rate="find", schedule="constant", epochs=15)
    run = train(request, tmp_path / "run", notes)
    found = re.fullmatch(r"Learning rate (\S+)", notes.notes[0])
    assert found
    assert run.metrics()[0]["rate"] == pytest.approx(float(found[1]), rel=0.05)
    assert run.result["best"]["val_accuracy"] >= ABOVE_CHANCE


def test_a_search_that_finds_no_learning_rate_is_said(
    quick: TrainingRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("convscope.learn.fitting.find_rate", lambda *_: None)
    notes = Notes()
    run = train(with_options(quick, rate="find", schedule="constant"), tmp_path / "run", notes)
    assert notes.notes[0] == "Learning rate 0.002; the search found none at which the loss falls."
    assert run.metrics()[0]["rate"] == 2e-3


def test_grey_pictures_train_a_network_of_one_channel(stripes: Path, tmp_path: Path) -> None:
    text = "input 1x16x16 -> conv 4 3x3 -> relu -> flatten -> dense 2"
    run = train(TrainingRequest(str(stripes), text, options=TrainingOptions(epochs=1)), tmp_path / "run")
    assert run.network_description.input_shape == (1, 16, 16)


def test_pictures_of_many_channels_train_a_network_for_them(tmp_path: Path) -> None:
    generator = np.random.default_rng(0)
    for label in "ab":
        (tmp_path / "data" / label).mkdir(parents=True)
        for number in range(4):
            values = generator.integers(0, 255, (12, 12, 5)).astype(np.uint8)
            np.save(tmp_path / "data" / label / f"{number}.npy", values)
    (tmp_path / "nets.py").write_text(
        "from torch import nn\ndef five():\n"
        "    return nn.Sequential(nn.Conv2d(5, 4, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 2))\n"
    )
    request = TrainingRequest(
        str(tmp_path / "data"),
        f"{tmp_path / 'nets.py'}:five",
        options=TrainingOptions(epochs=1, size=16, augment="none"),
        run_code=True,
    )
    assert train(request, tmp_path / "run").network_description.input_shape == (5, 16, 16)


def test_a_network_for_other_channels_than_the_pictures_is_said(stripes: Path, tmp_path: Path) -> None:
    request = TrainingRequest(str(stripes), "input 4x16x16 -> conv 4 3x3 -> relu -> flatten -> dense 2")
    with pytest.raises(TrainingError, match="takes no pictures of one or three channels"):
        train(request, tmp_path / "run")


@pytest.mark.parametrize(
    ("ends", "message"),
    [
        (
            "nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 7)",
            "gives 7 scores for a picture, .* 2 classes",
        ),
        ("nn.ReLU()", r"gives an output of shape \(4, 14, 14\) for a picture"),
        ("nn.Flatten(), nn.Linear(5, 2)", "does not take pictures of 3 x 16 x 16: mat1 and mat2"),
    ],
)
def test_a_network_that_does_not_fit_the_classes_is_said_before_anything_is_decoded(
    stripes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ends: str, message: str
) -> None:
    (tmp_path / "nets.py").write_text(
        f"from torch import nn\ndef net():\n    return nn.Sequential(nn.Conv2d(3, 4, 3), {ends})\n"
    )
    monkeypatch.setattr("convscope.learn.preparation.classifier.decode_dataset", None)
    request = TrainingRequest(
        str(stripes), f"{tmp_path / 'nets.py'}:net", options=TrainingOptions(size=16), run_code=True
    )
    with pytest.raises(TrainingError, match=message):
        train(request, tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_one_pixel_pictures_are_trained_on(tmp_path: Path) -> None:
    for label, kind in enumerate(("black", "white")):
        (tmp_path / "data" / kind).mkdir(parents=True)
        for number in range(4):
            Image.new("RGB", (1, 1), (255 * label,) * 3).save(tmp_path / "data" / kind / f"{number}.png")
    text = "input 3x8x8 -> conv 2 3x3 -> relu -> flatten -> dense 2"
    options = TrainingOptions(epochs=10, augment="none", rate=0.02)
    request = TrainingRequest(str(tmp_path / "data"), text, options=options)
    assert train(request, tmp_path / "run").result["best"]["val_accuracy"] == 1.0


@pytest.mark.parametrize("skips", [True, False])
def test_unreadable_files_are_left_out_or_fatal(
    quick: TrainingRequest, tmp_path: Path, stripes: Path, skips: bool
) -> None:
    copy = shutil.copytree(stripes, tmp_path / "copy")
    (copy / "lying" / "000.png").write_bytes(b"no picture")
    request = replace(quick, data=str(copy), skip_unreadable=skips)
    if skips:
        (left_out,) = train(request, tmp_path / "run").settings["data"]["unreadable"]
        assert left_out["name"] == "lying/000.png"
        assert "is not an image that can be read" in left_out["reason"]
    else:
        with pytest.raises(DataError, match=r"1 of 40 pictures cannot be read; the first: lying/000\.png"):
            train(request, tmp_path / "run")


def test_a_taken_name_is_said_before_anything_is_read(quick: TrainingRequest, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    with pytest.raises(RunError, match="There is a run"):
        train(replace(quick, data="nowhere"), tmp_path / "run")


@pytest.fixture
def transferred(trained: Run, stripes: Path) -> TrainingRequest:
    options = TrainingOptions(epochs=6, batch_size=8)
    return TrainingRequest(str(stripes), f"run:{trained.folder}", options=options)


def test_the_head_of_a_trained_network_is_trained_and_nothing_else(
    transferred: TrainingRequest, trained: Run, tmp_path: Path
) -> None:
    run = train(transferred, tmp_path / "run")
    before, after = read_checkpoint(trained.best_weights), read_checkpoint(run.best_weights)
    assert torch.equal(before["conv1.weight"], after["conv1.weight"])
    assert not torch.equal(before["dense1.weight"], after["dense1.weight"])
    assert run.result["best"]["val_accuracy"] == 1.0


def test_a_transferred_network_keeps_the_preprocessing_that_it_knows(
    transferred: TrainingRequest, trained: Run, tmp_path: Path
) -> None:
    description = train(transferred, tmp_path / "run").network_description
    assert description.preprocessing == trained.network_description.preprocessing


def test_the_kept_head_computes_what_was_validated(transferred: TrainingRequest, tmp_path: Path) -> None:
    run = train(transferred, tmp_path / "run")
    network = open_network(f"run:{run.folder}")
    items = run.dataset().split("val")
    right = [network.predict(item.photo(), top=1)[0].index == item.label for item in items]
    assert np.mean(right) == pytest.approx(run.result["best"]["val_accuracy"])


@pytest.mark.parametrize(("epochs", "is_frozen"), [(1, True), (2, False)])
def test_fine_tuning_follows_the_head_and_unfreezes_from_the_head_on(
    transferred: TrainingRequest, trained: Run, tmp_path: Path, epochs: int, is_frozen: bool
) -> None:
    request = with_options(transferred, epochs=2, fine_tune=epochs, unfreeze_every=1)
    run = train(request, tmp_path / "run")
    assert [row["epoch"] for row in run.metrics()] == [1, 2, 3, 4][: 2 + epochs]
    before, after = read_checkpoint(trained.best_weights), read_checkpoint(run.folder / "last.safetensors")
    assert torch.equal(before["conv1.weight"], after["conv1.weight"]) == is_frozen
    assert not torch.equal(before["dense1.weight"], after["dense1.weight"])


def test_augmentation_that_a_head_would_not_see_is_refused(
    transferred: TrainingRequest, tmp_path: Path
) -> None:
    with pytest.raises(TrainingError, match="which augment='light' does not change"):
        train(with_options(transferred, augment="light"), tmp_path / "run")
    assert not (tmp_path / "run").exists()
    assert train(with_options(transferred, augment="none"), tmp_path / "run").result


def test_snapshots_are_taken_after_the_chosen_epochs_of_the_whole_run(
    transferred: TrainingRequest, tmp_path: Path
) -> None:
    request = with_options(transferred, epochs=2, fine_tune=2, snapshots=(2, 3))
    run = train(request, tmp_path / "run")
    kernels = [np.load(run.folder / "snapshots" / f"kernels-{epoch:03}.npy") for epoch in (2, 3)]
    # The head's phase, of two epochs, leaves the kernels alone, and fine-tuning does not.
    source = read_checkpoint(run_folder(transferred.network) / "best.safetensors")["conv1.weight"].numpy()
    assert np.array_equal(kernels[0], source)
    assert not np.array_equal(kernels[1], source)
    assert not (run.folder / "snapshots" / "kernels-001.npy").exists()


def test_fine_tuning_drops_out_and_keeps_the_statistics_of_batch_norms(
    stripes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "input 3x16x16 -> conv 4 3x3 -> batchnorm -> relu -> flatten -> dropout 0.5 -> dense 2"
    options = TrainingOptions(epochs=1, batch_size=8, augment="none")
    before = train(TrainingRequest(str(stripes), text, options=options), tmp_path / "before")
    modes = []

    class Looks(nn.Dropout):
        def forward(self, inputs: Tensor) -> Tensor:
            modes.append(self.training)
            return super().forward(inputs)

    monkeypatch.setattr(nn, "Dropout", Looks)
    options = options.model_copy(update={"fine_tune": 1})
    request = TrainingRequest(str(stripes), f"run:{before.folder}", options=options)
    after = train(request, tmp_path / "after")
    assert True in modes
    mean, kept = (
        read_checkpoint(run.folder / "last.safetensors")["batchnorm1.running_mean"] for run in (before, after)
    )
    assert torch.equal(mean, kept)


@pytest.mark.parametrize("rate", [1e-3, "find"])
def test_batch_norm_over_a_single_vector_is_one_sentence_and_leaves_no_run(
    quick: TrainingRequest, tmp_path: Path, rate: float | str
) -> None:
    file = tmp_path / "network.py"
    file.write_text(
        "from torch import nn\n"
        "def make():\n"
        "    vectors = nn.Flatten(), nn.Linear(3 * 16 * 16, 4), nn.BatchNorm1d(4)\n"
        "    return nn.Sequential(*vectors, nn.Linear(4, 2))\n"
    )
    request = replace(
        with_options(quick, batch_size=1, rate=rate, size=16), network=f"{file}:make", run_code=True
    )
    with pytest.raises(TrainingError, match=r"of 1 there is no variance\. Choose batch_size=2"):
        train(request, tmp_path / "runs" / "vectors")
    assert not (tmp_path / "runs" / "vectors").exists()


def test_whatever_a_network_raises_in_its_first_step_leaves_no_run(
    quick: TrainingRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("convscope.learn.learner.Learner.training_step", fails)
    with pytest.raises(ZeroDivisionError):
        train(quick, tmp_path / "runs" / "broken")
    assert not (tmp_path / "runs" / "broken").exists()


class Told(Progress):
    """Keeps what is told to a person."""

    def __init__(self) -> None:
        super().__init__()
        self.notes: list[str] = []

    def note(self, message: str) -> None:
        self.notes.append(message)


def test_pictures_that_are_left_out_are_told_and_kept_in_the_settings(
    quick: TrainingRequest, stripes: Path, tmp_path: Path
) -> None:
    place = shutil.copytree(stripes, tmp_path / "data")
    for number in (3, 4):
        (place / "lying" / f"{number:03}.png").write_bytes(b"no picture")
    (place / "lying" / "a.heic").write_bytes(b"x")
    told = Told()
    run = train(replace(quick, data=str(place)), tmp_path / "runs" / "told", told)
    assert "1 left out (1 .heic): no picture by its suffix: lying/a.heic" in told.notes
    assert any(
        note.startswith("2 of 40 pictures left out, the first: lying/003.png is") for note in told.notes
    )
    assert [one["name"] for one in run.settings["data"]["unreadable"]] == ["lying/003.png", "lying/004.png"]
    assert [one["name"] for one in run.settings["data"]["left_out"]] == ["lying/a.heic"]


def test_a_class_that_is_only_validated_is_refused(
    quick: TrainingRequest, stripes: Path, tmp_path: Path
) -> None:
    place = tmp_path / "data"
    for split in ("train", "val"):
        shutil.copytree(stripes, place / split)
    shutil.copytree(stripes / "lying", place / "val" / "fish")
    with pytest.raises(DataError, match=r"'fish' .* has pictures in val but none in train"):
        train(replace(quick, data=str(place)), tmp_path / "runs" / "fish")


def test_a_detector_of_another_library_is_not_trained(quick: TrainingRequest, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"fcos_resnet50_fpn is no classifier.*Train fcos:"):
        train(replace(quick, network="torchvision/fcos_resnet50_fpn"), tmp_path / "run")
    assert not (tmp_path / "run").exists()
