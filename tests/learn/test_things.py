"""A detector learns numbered things, and is resumed and judged as any other network."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

import convscope
from convscope.detection.numbered import boxes_of_numbers
from convscope.errors import Cancelled, ImageError, TrainingError
from convscope.evaluation.segmenter_evaluation import SegmenterEvaluation
from convscope.learn import TrainingOptions, TrainingRequest
from convscope.learn.preparation import prepare
from convscope.learn.training import resume, train
from convscope.progress import Progress
from datasets.masked.outlined_photos import write_outlined
from learn.masked_photos import write_photos
from learn.stopping import Stopping
from network.detectors.tiny import TINY_MASKS


def request(place: Path, **settings: object) -> TrainingRequest:
    options = {"epochs": 2, "batch_size": 4, "size": 96, "checkpoint_seconds": 0} | settings
    return TrainingRequest(str(place), TINY_MASKS, options=TrainingOptions.model_validate(options))


class Telling(Progress):
    """Keeps what is told."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    def note(self, message: str) -> None:
        self.told.append(message)


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_photos(tmp_path_factory.mktemp("data") / "things", 16, are_things=True)


def test_photos_are_seen_as_a_whole_and_the_background_is_no_class(photos: Path) -> None:
    prepared = prepare(request(photos), Progress())
    assert prepared.network.task == "instances"
    assert prepared.network.classes == ("object",)
    assert prepared.network.input_shape == (3, 64, 96)


def test_a_mask_that_was_changed_changes_what_is_said_of_the_data(tmp_path: Path) -> None:
    place = write_photos(tmp_path / "data", 8, are_things=True)
    before = prepare(request(place), Progress()).fingerprint
    mask = sorted((place / "train" / "instances").glob("*.png"))[0]
    values = np.asarray(Image.open(mask)).copy()
    values[0, 0] = 9
    Image.fromarray(values).save(mask)
    assert prepare(request(place), Progress()).fingerprint != before


def test_a_broken_mask_ends_the_training_before_it_begins(tmp_path: Path) -> None:
    place = write_photos(tmp_path / "data", 8, are_things=True)
    mask = sorted((place / "train" / "instances").glob("*.png"))[0]
    mask.write_bytes(mask.read_bytes()[:40])
    with pytest.raises(ImageError, match=f"{mask.name} cannot be read"):
        prepare(request(place), Progress())


def test_masks_of_classes_are_refused_in_a_sentence(tmp_path: Path) -> None:
    place = write_photos(tmp_path / "data", 8)
    with pytest.raises(TrainingError, match=r"name classes, and .* learns things, each by its own mask"):
        prepare(request(place), Progress())


def test_things_of_several_classes_are_learned_each_as_its_own(tmp_path: Path) -> None:
    prepared = prepare(request(write_outlined(tmp_path / "data", 8)), Progress())
    assert prepared.network.classes == ("disc", "square")
    assert prepared.things is not None
    items = prepared.decoded.splits["train"].items
    things = boxes_of_numbers(torch.from_numpy(prepared.things.taken(items)))
    document = json.loads((tmp_path / "data" / "annotations" / "train.json").read_text())
    for image, photo in zip(document["images"], things, strict=True):
        own = [one for one in document["annotations"] if one["image_id"] == image["id"]]
        real = photo[photo[:, 4] >= 0]
        assert [int(row[4]) for row in real] == [(5, 2).index(one["category_id"]) for one in own]
        wanted = torch.tensor([one["bbox"] for one in own])
        wanted[:, 2:] += wanted[:, :2]
        assert (real[:, :4] - wanted).abs().max() <= 1


def test_a_class_that_no_training_photo_shows_is_told(tmp_path: Path) -> None:
    place = write_outlined(tmp_path / "data", 8)
    for split in ("train", "val"):
        file = place / "annotations" / f"{split}.json"
        document = json.loads(file.read_text())
        document["categories"].append({"id": 9, "name": "rod"})
        file.write_text(json.dumps(document))
    telling = Telling()
    prepare(request(place), telling)
    assert "No training photo shows rod: this is not learned." in telling.told


@pytest.mark.slow
def test_a_stopped_training_goes_on_to_the_same_weights_and_is_judged(photos: Path, tmp_path: Path) -> None:
    whole = train(request(photos), tmp_path / "whole")
    with pytest.raises(Cancelled):
        train(request(photos), tmp_path / "stopped", Stopping(3))
    resumed = resume(tmp_path / "stopped")
    assert resumed.best_weights.read_bytes() == whole.best_weights.read_bytes()
    network = convscope.open_network(f"run:{whole.folder}")
    judged = convscope.evaluate(network)
    assert isinstance(judged, SegmenterEvaluation)
    assert {"box mAP@0.5", "mask mAP@0.5", "AP@0.5"} <= judged.document()["metrics"].keys()


@pytest.mark.slow
def test_a_detector_of_several_classes_is_judged_by_each(tmp_path: Path) -> None:
    place = write_outlined(tmp_path / "data", 24)
    run = train(request(place, epochs=4), tmp_path / "run")
    network = convscope.open_network(f"run:{run.folder}")
    judged = convscope.evaluate(network)
    assert isinstance(judged, SegmenterEvaluation)
    document = judged.document()
    assert [one["label"] for one in document["classes"] if "mask AP@0.5" in one] == ["disc", "square"]
    assert document["things"]["otsu"] is None
    found = convscope.segment(network, str(place / "images" / "003.png"), score=0.01)
    assert found.names == ("background", "disc", "square")
