"""A network that reads is judged by texts in classes, and its worst errors are told word by word."""

import csv
from pathlib import Path

import pytest
import torch

import convscope
from convscope.errors import DataError, EvaluationError, MethodError
from convscope.network import Input, Network
from convscope.network.classics.dcnn import DCNN
from convscope.network.vocabulary import Vocabulary
from convscope.report.evaluation import write_evaluation
from convscope.report.evaluation.predictions import write_predictions
from convscope.report.evaluation.reader import ReaderJudgement

TEXTS = [
    ("a good film", "positive"),
    ("not good", "negative"),
    ("a bad film", "negative"),
    ("not bad", "positive"),
    ("a film", "negative"),
    ("good , not bad", "positive"),
]


@pytest.fixture(scope="module")
def network() -> Network:
    torch.manual_seed(2)
    known = Vocabulary.of([text for text, _ in TEXTS], most=99)
    return Network(DCNN().eval(), inputs=[Input.text(known, 8)], labels=("negative", "positive"))


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("texts") / "films.csv"
    with place.open("w", newline="") as file:
        csv.writer(file).writerows([("text", "label"), *TEXTS])
    return place


@pytest.fixture(scope="module")
def judged(network: Network, table: Path) -> ReaderJudgement:
    found = convscope.evaluate(network, table, errors=2)
    assert isinstance(found, ReaderJudgement)
    return found


def wrong(network: Network) -> set[str]:
    return {text for text, label in TEXTS if network.predict(text)[0].label != label}


def test_the_accuracy_is_the_share_of_texts_that_are_read_right(
    judged: ReaderJudgement, network: Network
) -> None:
    right = len(TEXTS) - len(wrong(network))
    assert judged.document()["metrics"]["accuracy"] == pytest.approx(right / len(TEXTS))


def test_the_errors_are_the_texts_that_are_read_wrong_the_greatest_loss_first(
    judged: ReaderJudgement, network: Network
) -> None:
    errors = judged.document()["errors"]
    assert {one["text"] for one in errors} == wrong(network)
    chances = [one["truth_probability"] for one in errors]
    assert chances == sorted(chances)


def test_a_word_of_an_error_is_what_the_difference_of_both_classes_falls_by_without_it(
    judged: ReaderJudgement, network: Network
) -> None:
    error = judged.document()["errors"][0]
    numbers = network.prepare(error["text"])
    without = numbers.clone()
    without[0, 1] = 0
    fall = (network.scores(numbers) - network.scores(without))[0]
    own = {name: float(fall[place]) for place, name in enumerate(("negative", "positive"))}
    assert error["words"][1]["value"] == pytest.approx(own[error["said"]] - own[error["truth"]], abs=1e-4)


def test_no_more_errors_are_told_word_by_word_than_were_asked_for(judged: ReaderJudgement) -> None:
    told = [one["words"] is not None for one in judged.document()["errors"]]
    assert told == [True, True] + [False] * (len(told) - 2)


def test_the_report_shades_the_words_of_the_worst_error(judged: ReaderJudgement, tmp_path: Path) -> None:
    write_evaluation(judged, tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    for one in judged.document()["errors"][0]["words"]:
        assert f'title="{one["value"]:+.3f}">{one["word"]}</span>' in page


def test_the_table_has_a_row_for_each_text(judged: ReaderJudgement, tmp_path: Path) -> None:
    write_predictions(judged, tmp_path / "texts.csv")
    with (tmp_path / "texts.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["text"], row["truth"]) for row in rows] == TEXTS


def test_a_table_of_texts_is_not_for_a_network_of_photos(table: Path) -> None:
    with pytest.raises(DataError, match="reads no texts"):
        convscope.evaluate(convscope.open_network("convscope/digits"), table)


def test_photos_are_not_for_a_network_that_reads(network: Network, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is no table of texts"):
        convscope.evaluate(network, tmp_path)


def test_what_is_for_classifiers_of_photos_is_refused(network: Network, table: Path) -> None:
    with pytest.raises(EvaluationError, match="network that reads is evaluated without slice_by"):
        convscope.evaluate(network, table, slice_by="length")


def test_errors_are_told_by_no_method_of_a_layer(network: Network, table: Path) -> None:
    with pytest.raises(MethodError, match="explains by a layer"):
        convscope.evaluate(network, table, method="grad-cam")
