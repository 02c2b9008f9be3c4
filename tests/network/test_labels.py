"""Classes by their names, words and numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convscope.errors import ObjectiveError
from convscope.network.labels import Labels, imagenet
from convscope.objectives import class_score, parse


def test_a_class_that_is_called_by_a_number_is_found_by_that_name() -> None:
    assert Labels(("1", "2", "3")).find("1") == 0


def test_a_number_behind_a_hash_is_always_the_place() -> None:
    assert Labels(("1", "2", "3")).find("#1") == 1


def test_a_number_is_the_place_where_no_class_is_called_so() -> None:
    assert Labels(("cat", "dog")).find("1") == 1


def test_a_number_is_ambiguous_where_classes_are_called_by_others() -> None:
    with pytest.raises(ObjectiveError, match=r"No class is called 0.* called by numbers: 1, 2, 3") as caught:
        Labels(("1", "2", "3")).find("0")
    assert caught.value.hint == "Write a name, or #0 for the place."


def test_names_that_differ_in_capitals_are_two_classes() -> None:
    labels = Labels(("CATS", "cats"))
    assert [labels.find("CATS"), labels.find("cats")] == [0, 1]


def test_capitals_of_another_kind_are_ambiguous_then() -> None:
    with pytest.raises(ObjectiveError, match="ambiguous"):
        Labels(("CATS", "cats")).find("Cats")


def test_a_word_inside_of_names_suggests_them() -> None:
    with pytest.raises(ObjectiveError) as caught:
        imagenet().find("cat")
    assert "tiger cat" in caught.value.hint


@given(st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=6, unique=True))
def test_the_word_of_a_class_means_that_class_in_an_objective(names: list[str]) -> None:
    labels = Labels(tuple(names))
    for index in range(len(names)):
        objective = parse(f"class:{labels.word(index)}")
        assert labels.find(str(objective).removeprefix("class:")) == index
        assert str(class_score(labels.word(index))) == str(objective)
