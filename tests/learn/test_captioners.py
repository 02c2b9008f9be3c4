"""A captioner learns the sentences of photos, is judged by their facts, and is resumed as any other network."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import convscope
from convscope.datasets.captioned.composing import compose
from convscope.errors import Cancelled
from convscope.evaluation.captioner import CaptionerEvaluation
from convscope.learn import Run, TrainingOptions, TrainingRequest
from convscope.learn.training import resume, train
from learn.stopping import Stopping

KINDS = {"cats": (250, 20, 20), "dogs": (20, 200, 20), "ships": (20, 20, 250)}


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Scenes of things that are one colour each."""
    root = tmp_path_factory.mktemp("captioned")
    for kind, colour in KINDS.items():
        (root / "things" / kind).mkdir(parents=True)
        for number in range(2):
            Image.fromarray(np.full((60, 60, 3), colour, np.uint8)).save(root / f"things/{kind}/{number}.png")
    (root / "behind").mkdir()
    Image.fromarray(np.full((300, 260, 3), 90, np.uint8)).save(root / "behind" / "grey.png")
    compose([root / "things"], root / "behind", root / "out", count=40, seed=3)
    return root / "out"


def request(scenes: Path) -> TrainingRequest:
    options = TrainingOptions.model_validate({"epochs": 2, "batch_size": 8, "checkpoint_seconds": 0})
    return TrainingRequest(str(scenes), "tell:efficientnet-lite0", options=options)


@pytest.fixture(scope="module")
def trained(scenes: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return train(request(scenes), tmp_path_factory.mktemp("runs") / "run")


@pytest.mark.slow
def test_a_trained_captioner_says_a_sentence_of_its_words(trained: Run, scenes: Path) -> None:
    network = convscope.open_network(f"run:{trained.folder}")
    said = convscope.caption(network, next(scenes.rglob("*.jpg"))).text
    assert said
    assert set(said.split()) <= set(trained.classes)


@pytest.mark.slow
def test_a_trained_captioner_is_judged_by_the_facts_of_its_scenes(trained: Run) -> None:
    judged = convscope.evaluate(convscope.open_network(f"run:{trained.folder}"))
    assert isinstance(judged, CaptionerEvaluation)
    assert {"things", "relation", "colours", "whole scene", "CIDEr", "BLEU-4"} <= judged.metrics.keys()


@pytest.mark.slow
def test_a_stopped_training_of_a_captioner_goes_on_to_the_same_weights(
    trained: Run, scenes: Path, tmp_path: Path
) -> None:
    with pytest.raises(Cancelled):
        train(request(scenes), tmp_path / "stopped", Stopping(3))
    assert resume(tmp_path / "stopped").best_weights.read_bytes() == trained.best_weights.read_bytes()
