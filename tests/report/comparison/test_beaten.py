"""Who leads beside the controls, by hand: two methods, two photos, one metric of which more is better."""

import pytest

from convscope.explanation.request import Request
from convscope.registry import find_method, find_metric
from convscope.report.comparison.judging import Cost, JudgedPhoto
from convscope.report.comparison.rows import rows_of
from convscope.trust import Score

REQUEST = Request(
    methods=(find_method("grad-cam"), find_method("saliency")),
    metrics=(find_metric("insertion"),),
    target=None,
    layer=None,
    regions={},
    options={},
    seed=0,
)


def leading(best: float, worst: float, random: float, centre: float) -> set[str]:
    """Names of the rows that lead."""
    judged = [
        JudgedPhoto(
            f"{number}.png",
            str(number),
            "class:tabby",
            {"insertion": [Score(value) for value in (best, worst, random, centre)]},
            (Cost(0.1, 2), Cost(0.1, 2)),
            (0, 1),
            (),
        )
        for number in range(2)
    ]
    return {row.name for row in rows_of(REQUEST, judged) if row.leads}


def test_the_best_leads_where_it_is_better_than_the_controls() -> None:
    assert leading(0.7, 0.4, random=0.2, centre=0.6) == {"grad-cam"}


@pytest.mark.parametrize("centre", [0.7, 0.8])
def test_nothing_leads_where_a_control_is_as_good_as_the_best(centre: float) -> None:
    assert leading(0.7, 0.4, random=0.2, centre=centre) == set()
