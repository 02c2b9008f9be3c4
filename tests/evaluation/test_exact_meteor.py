"""METEOR of exact words, by numbers worked out by hand."""

import pytest

from convscope.evaluation.exact_meteor import exact_meteor


def test_the_same_words_are_wholly_alike() -> None:
    assert exact_meteor("A red cat", ["a dog", "a red cat"]) == 1


def test_other_words_are_not_alike_at_all() -> None:
    assert exact_meteor("horse", ["a cat"]) == 0


def test_a_word_that_is_missing_costs_recall() -> None:
    # "a cat" of "a red cat": P = 1, R = (0.25 + 0.75) / 1.75, two matches in two chunks.
    recall = 1 / 1.75
    mean = recall / (0.85 + 0.15 * recall)
    assert exact_meteor("a cat", ["a red cat"]) == pytest.approx(mean * (1 - 0.6))


def test_words_that_follow_each_other_are_one_chunk() -> None:
    # "red cat" of "a red cat": P = 1, R = 1.5 / 1.75, two matches in one chunk.
    recall = 1.5 / 1.75
    mean = recall / (0.85 + 0.15 * recall)
    assert exact_meteor("red cat", ["a red cat"]) == pytest.approx(mean * (1 - 0.6 * 0.5**0.2))


def test_an_article_alone_is_little() -> None:
    # P = R = 0.25 in one chunk of one match.
    assert exact_meteor("a cat", ["a dog"]) == pytest.approx(0.25 * 0.4)


def test_a_word_is_taken_once() -> None:
    assert exact_meteor("cat cat", ["cat"]) == pytest.approx(0.5 / (0.85 * 0.5 + 0.15) * 0.4)


def test_of_several_references_the_nearest_counts() -> None:
    assert exact_meteor("a cat", ["a horse", "a cat"]) == 1


def test_without_a_reference_there_is_nothing_to_be_near_to() -> None:
    assert exact_meteor("a cat", []) == 0
