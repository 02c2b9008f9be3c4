"""A captioner of regions learns boxes and phrases together, is judged by both, and is resumed as others are."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import convscope
from convscope.datasets.boxed import BoxedDataset
from convscope.datasets.captioned.composing import compose
from convscope.datasets.captioned.regions import open_regions
from convscope.errors import Cancelled, DataError, TrainingError
from convscope.evaluation.region_evaluation import RegionEvaluation
from convscope.images import Preprocessing
from convscope.learn import Run, TrainingOptions, TrainingRequest
from convscope.learn.region_data import divided_regions, seen_phrases, vocabulary_of, without_long
from convscope.learn.region_options import region_options
from convscope.learn.training import resume, train
from convscope.network.captioners import PHRASE
from convscope.network.region_captioning import RegionCaptions
from learn.stopping import Stopping

KINDS = {"cats": (250, 20, 20), "dogs": (20, 200, 20), "ships": (20, 20, 250)}


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Scenes of things that are one colour each."""
    root = tmp_path_factory.mktemp("told")
    for kind, colour in KINDS.items():
        (root / "things" / kind).mkdir(parents=True)
        for number in range(2):
            Image.fromarray(np.full((60, 60, 3), colour, np.uint8)).save(root / f"things/{kind}/{number}.png")
    (root / "behind").mkdir()
    Image.fromarray(np.full((300, 260, 3), 90, np.uint8)).save(root / "behind" / "grey.png")
    compose([root / "things"], root / "behind", root / "out", count=40, seed=3)
    return root / "out"


def opened(scenes: Path) -> BoxedDataset:
    found = open_regions(scenes)
    assert found is not None
    return found


def test_composed_scenes_hold_a_phrase_for_each_thing(scenes: Path) -> None:
    found = opened(scenes)
    assert {split: len(photos) for split, photos in found.splits.items()} == {
        "train": 40, "val": 20, "test": 20,
    }  # fmt: skip
    assert {len(photo.boxes) for photo in found.photos} == {1, 2}
    assert "a red cat" in found.classes


def test_behind_each_box_stand_the_numbers_of_its_words(scenes: Path) -> None:
    found = opened(scenes)
    vocabulary = vocabulary_of(found)
    seen = seen_phrases(found, Preprocessing((112, 112), (112, 112), "bilinear", (0.5,), (0.5,)), vocabulary)
    photo = found.splits["train"][0]
    rows = seen.of[photo.name]
    assert rows.shape == (len(photo.boxes), 5 + PHRASE)
    for row, box in zip(rows, photo.boxes, strict=True):
        assert row[:4].tolist() == [edge / 2 for edge in box.box]
        assert row[4] == 0
        assert row[5:].tolist() == vocabulary.numbers(found.classes[box.label], PHRASE).tolist()


def test_phrases_of_too_many_words_are_left_out_and_counted(scenes: Path) -> None:
    found = opened(scenes)
    long = " ".join(["red"] * PHRASE)
    longer = BoxedDataset(found.name, found.form, (long, *found.classes[1:]), found.splits)
    count = sum(box.label == 0 for photo in longer.photos for box in photo.boxes)
    kept = without_long(longer)
    assert not any(box.label == 0 for photo in kept.photos for box in photo.boxes)
    assert kept.notes == (f"phrases of more than 11 words are left out: {count}",)


def test_photos_without_regions_are_not_learned_from(scenes: Path) -> None:
    with pytest.raises(DataError, match="no regions with phrases"):
        divided_regions(str(scenes / "train"))


@pytest.mark.parametrize("wrong", [{"task": "denoise"}, {"fine_tune": 3}, {"augment": "mixup"}])
def test_what_is_for_other_networks_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(TrainingError):
        region_options(TrainingOptions.model_validate(wrong))


def test_photos_are_not_mirrored_unless_somebody_asks(scenes: Path) -> None:
    assert region_options(TrainingOptions()).augment == "scale 0.25"
    assert region_options(TrainingOptions(augment="mirror")).augment == "mirror"


def request(scenes: Path) -> TrainingRequest:
    options = TrainingOptions.model_validate(
        {"epochs": 6, "batch_size": 4, "size": 128, "checkpoint_seconds": 0}
    )
    return TrainingRequest(str(scenes), "dense:efficientnet-lite0", options=options)


@pytest.fixture(scope="module")
def trained(scenes: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return train(request(scenes), tmp_path_factory.mktemp("runs") / "run")


@pytest.mark.slow
def test_a_trained_network_tells_of_its_regions(trained: Run, scenes: Path) -> None:
    network = convscope.open_network(f"run:{trained.folder}")
    said = convscope.caption(network, sorted((scenes / "val").glob("*.jpg"))[0])
    assert isinstance(said, RegionCaptions)
    assert said.regions
    assert {word for one in said.regions for word in one.words} <= set(trained.network_description.words)


@pytest.mark.slow
def test_a_trained_network_finds_regions_and_is_judged_by_its_phrases(trained: Run) -> None:
    judged = convscope.evaluate(convscope.open_network(f"run:{trained.folder}"), split="val")
    assert isinstance(judged, RegionEvaluation)
    assert judged.metrics["recall"] > 0.8
    assert judged.metrics["mean AP of boxes"] > judged.metrics["mean AP"] > 0


@pytest.mark.slow
def test_a_stopped_training_goes_on_to_the_same_weights(trained: Run, scenes: Path, tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        train(request(scenes), tmp_path / "stopped", Stopping(3, "fine-tuning"))
    assert resume(tmp_path / "stopped").best_weights.read_bytes() == trained.best_weights.read_bytes()
