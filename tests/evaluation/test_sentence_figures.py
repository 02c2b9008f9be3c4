"""BLEU and CIDEr are those of the COCO caption evaluation (pycocoevalcap 1.2), and what a hand counts."""

import pytest

from convscope.evaluation.sentence_figures import bleu, cider

SAID = ["a cat above a dog", "a red car to the left of a frog", "a ship", "a bird below a bird below"]
TRUE = [
    ["a cat above a dog", "a dog below a cat"],
    ["a red car to the right of a frog", "a frog to the left of a red car"],
    ["an airplane"],
    ["a bird below a cat", "a cat above a bird"],
]


def test_cider_is_that_of_pycocoevalcap() -> None:
    assert cider(SAID, TRUE) == pytest.approx([6.81014459, 6.61887208, 0.0, 3.19702232], abs=1e-7)


def test_bleu_is_that_of_pycocoevalcap() -> None:
    expected = [0.81818182, 0.82572282, 0.83606607, 0.78092043]
    assert bleu(SAID, TRUE) == pytest.approx(expected, abs=1e-7)


def test_a_word_counts_no_oftener_than_in_the_reference() -> None:
    # The example of the BLEU paper: two of seven.
    said, true = "the the the the the the the", ["the cat is on the mat", "there is a cat on the mat"]
    assert bleu([said], [true])[0] == pytest.approx(2 / 7)


def test_short_sentences_are_penalised() -> None:
    assert bleu(["a cat"], [["a cat on a mat"]])[0] == pytest.approx(2.718281828 ** (1 - 5 / 2))


def test_nothing_said_is_worth_nothing() -> None:
    assert bleu([""], [["a cat"]]) == [0.0] * 4
    assert cider(["", "a dog"], [["a cat"], ["a dog"]])[0] == 0.0
