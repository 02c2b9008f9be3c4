"""The units that raise wrong classes most often."""

from convscope.evaluation.raising_units import ErrorUnits, RaisingUnit
from convscope.evaluation.units_behind import units_behind


def error(said: str, truth: str, **parts: float) -> ErrorUnits:
    units = tuple(
        RaisingUnit(f"layer:{name[1:]}", int(name[1:]), 1.0, part, part, 0.0, said)
        for name, part in parts.items()
    )
    return ErrorUnits(said, truth, units, 0, 0.0, 0.0, 1.0, None)


def test_they_are_counted_by_error_with_the_pair_that_is_commonest() -> None:
    errors = [
        error("dog", "cat", u7=3.0, u2=1.0),
        error("dog", "cat", u7=1.0),
        error("cat", "fox", u7=2.0, u5=4.0),
    ]
    first, second, third = units_behind(errors)
    assert (first.address, first.errors, first.contribution) == ("layer:7", 3, 2.0)
    assert (first.said, first.truth) == ("dog", "cat")
    # Of as many errors the one that adds more.
    assert [second.unit, third.unit] == [5, 2]


def test_there_are_no_more_than_asked_for() -> None:
    assert [one.unit for one in units_behind([error("a", "b", u1=1.0, u2=2.0)], most=1)] == [2]
