"""What a sentence says of a scene is judged fact by fact."""

from math import isnan

import pytest

from convscope.evaluation.captioner import _facts

TRUE = ["a cat to the left of a red dog"]


@pytest.mark.parametrize(
    ("said", "things", "relation", "of_right"),
    [
        ("a cat to the left of a red dog", 1.0, 1.0, 1.0),
        ("a red dog to the left of a cat", 1.0, 0.0, 0.0),
        ("a cat to the left of a bird", 0.5, 0.0, None),
        ("a bird", 0.0, 0.0, None),
    ],
)
def test_a_relation_is_wrong_where_a_thing_is_and_is_also_told_of_right_things_alone(
    said: str, things: float, relation: float, of_right: float | None
) -> None:
    found = _facts([said], [TRUE])
    assert (found["things"], found["relation"]) == ([things], [relation])
    (right,) = found["relation of right things"]
    assert isnan(right) if of_right is None else right == of_right


def test_sentences_of_people_have_no_facts() -> None:
    assert _facts(["a cat"], [["two cats sleep on a sofa"]]) == {}
