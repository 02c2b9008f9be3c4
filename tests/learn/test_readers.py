"""A network that reads learns classes of texts, and is resumed as any other network."""

import random
from pathlib import Path

import pytest

import convscope
from convscope.errors import Cancelled
from convscope.learn import Run, TrainingOptions, TrainingRequest
from convscope.learn.training import resume, train
from learn.stopping import Stopping

WORDS = ("film", "story", "music", "actors", "ending", "scene")


@pytest.fixture(scope="module")
def reviews(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sentences whose class is one word of them."""
    drawn, place = random.Random(0), tmp_path_factory.mktemp("texts") / "reviews.csv"
    lines = ["text,label"]
    for number in range(300):
        label, word = (("good", "wonderful"), ("bad", "terrible"))[number % 2]
        words = [*drawn.choices(WORDS, k=5), word]
        drawn.shuffle(words)
        lines.append(f"{' '.join(words)},{label}")
    place.write_text("\n".join(lines))
    return place


def request(reviews: Path) -> TrainingRequest:
    options = TrainingOptions.model_validate({"epochs": 6, "batch_size": 16, "checkpoint_seconds": 0})
    return TrainingRequest(str(reviews), "convscope/dcnn", options=options)


@pytest.fixture(scope="module")
def trained(reviews: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return train(request(reviews), tmp_path_factory.mktemp("runs") / "run")


def test_a_reader_learns_which_word_decides(trained: Run) -> None:
    assert trained.result["best"]["val_accuracy"] > 0.9


def test_a_trained_reader_reads_a_sentence_that_it_has_not_seen(trained: Run) -> None:
    network = convscope.open_network(f"run:{trained.folder}")
    assert network.predict("a terrible ending")[0].label == "bad"


def test_a_stopped_training_of_a_reader_goes_on_to_the_same_weights(
    trained: Run, reviews: Path, tmp_path: Path
) -> None:
    with pytest.raises(Cancelled):
        train(request(reviews), tmp_path / "stopped", Stopping(3))
    assert resume(tmp_path / "stopped").best_weights.read_bytes() == trained.best_weights.read_bytes()
