"""A detector learns boxes, is judged by their mAP, and is resumed as any other network."""

import json
import shutil
from pathlib import Path

import pytest

from convscope import open_network
from convscope.errors import Cancelled, DataError, RunError, TrainingError
from convscope.learn import Run
from convscope.learn.detector_options import detector_options
from convscope.learn.request import TrainingOptions, TrainingRequest
from convscope.learn.training import resume, train
from convscope.network.detectors import DETECTORS
from convscope.network.task.boxes import Boxes
from learn.boxed_photos import request, write_photos
from learn.stopping import Stopping
from network.detectors.tiny import TINY, TRUNK


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_photos(tmp_path_factory.mktemp("data") / "shapes", 60)


@pytest.fixture(scope="module")
def trained(photos: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONVSCOPE_CACHE", str(tmp_path_factory.mktemp("cache")))
        return train(request(photos, epochs=40, augment="flip"), tmp_path_factory.mktemp("runs") / "run")


@pytest.mark.slow
def test_a_detector_learns_where_things_are(trained: Run) -> None:
    assert trained.result["best"]["val_mAP@0.5"] > 0.3


@pytest.mark.slow
def test_its_classes_are_those_of_the_boxes(trained: Run) -> None:
    assert trained.classes == ("disc", "square")
    assert trained.network_description.task == Boxes.name


@pytest.mark.slow
def test_the_opened_run_finds_what_validation_found(trained: Run) -> None:
    network = open_network(f"run:{trained.folder}")
    photo = trained.dataset().split("val")[0].photo()
    found = network.predict(photo)
    assert found
    assert all(one.label in ("disc", "square") for one in found)


@pytest.mark.slow
def test_the_metrics_of_an_epoch_name_the_figure(trained: Run) -> None:
    assert {"train_loss", "val_loss", "val_mAP@0.5"} <= trained.metrics()[0].keys()
    assert "train_mAP@0.5" not in trained.metrics()[0]


@pytest.mark.slow
def test_curves_are_drawn_without_a_figure_of_training(trained: Run) -> None:
    assert trained.curves().size[0] > 500


@pytest.mark.slow
@pytest.mark.parametrize("word", [word for word in DETECTORS if word not in ("rcnn", "mask-rcnn")])
def test_a_stopped_training_goes_on_to_the_same_weights(photos: Path, tmp_path: Path, word: str) -> None:
    network = f"{word}:{TRUNK}"
    whole = train(request(photos, network), tmp_path / "whole")
    with pytest.raises(Cancelled):
        train(request(photos, network), tmp_path / "stopped", Stopping(3))
    resumed = resume(tmp_path / "stopped")
    assert resumed.best_weights.read_bytes() == whole.best_weights.read_bytes()
    assert [{k: v for k, v in row.items() if k != "seconds"} for row in resumed.metrics()] == [
        {k: v for k, v in row.items() if k != "seconds"} for row in whole.metrics()
    ]


@pytest.mark.slow
def test_a_box_that_was_moved_since_stops_a_resumed_training(photos: Path, tmp_path: Path) -> None:
    place = tmp_path / "data"
    shutil.copytree(photos, place)
    with pytest.raises(Cancelled):
        train(request(place), tmp_path / "run", Stopping(3))
    written = sorted((place / "Annotations").glob("*.xml"))[0]
    written.write_text(written.read_text().replace("<xmin>", "<xmin>1", 1))
    with pytest.raises(RunError, match="have changed since"):
        resume(tmp_path / "run")


def test_the_settings_of_a_detector_are_its_own_where_the_user_says_nothing() -> None:
    options = detector_options(TrainingOptions(epochs=3, batch_size=64), "fcos")
    assert (options.epochs, options.batch_size, options.ema) == (3, 64, 0.99)


@pytest.mark.parametrize("wrong", [{"dropout": 0.2}, {"label_smoothing": 0.1}, {"augment": "flip, mixup"}])
def test_what_is_for_classifiers_alone_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(TrainingError):
        detector_options(TrainingOptions.model_validate(wrong), "fcos")


def test_photos_without_boxes_are_refused_in_a_sentence(tmp_path: Path, stripes: Path) -> None:
    with pytest.raises(DataError, match="no boxes in a form that is known"):
        train(TrainingRequest(str(stripes), TINY), tmp_path / "run")


@pytest.mark.slow
def test_the_description_of_a_run_says_its_task(trained: Run) -> None:
    assert json.loads((trained.folder / "network.json").read_text())["task"] == "boxes"
