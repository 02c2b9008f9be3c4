"""Promises that every metric keeps, so that a new one is tested on arrival."""

import pkgutil
import re
from typing import Any

import pytest
import torch

from classifiers import classifier
from convscope.errors import MetricError
from convscope.network import Network
from convscope.objectives import Objective, class_probability, class_score
from convscope.registry import find_metric, metrics
from convscope.trust import Candidate, Case, Metric
from convscope.trust import metrics as trust_metrics

SHAPE = (3, 20, 14)
QUICK = {"steps": 3, "samples": 2, "levels": 2}


@pytest.fixture(params=sorted(metrics()))
def metric(request: pytest.FixtureRequest) -> Metric[Any]:
    return metrics()[request.param]


@pytest.fixture
def options(metric: Metric[Any]) -> dict[str, Any]:
    return {name: value for name, value in QUICK.items() if name in metric.options.model_fields}


@pytest.fixture(scope="module")
def network() -> Network:
    return classifier(SHAPE)


def again(network: Network, inputs: torch.Tensor, objective: Objective) -> torch.Tensor:
    """A map that looks at the network: the photo times its score."""
    graph = network.graph(inputs.shape[1:])
    bound = objective.bind(network, graph.input_shape)
    from convscope.graph import evaluate

    scores = bound.score(evaluate(graph, {graph.input: inputs}, bound.reads))
    return inputs[:, 0] + scores.reshape(-1, 1, 1)


@pytest.fixture
def case(network: Network) -> Case:
    photo = torch.randn(SHAPE, generator=torch.Generator().manual_seed(0))
    maps = torch.randn((2, *SHAPE[1:]), generator=torch.Generator().manual_seed(1))
    region = torch.zeros(SHAPE[1:], dtype=torch.bool)
    region[3:9, 2:8] = True
    facts = {"completeness_gap": 0.5}
    candidates = tuple(Candidate(f"map {i}", values, None, facts, again) for i, values in enumerate(maps))
    return Case(network, photo, class_score(1), class_probability(1), candidates, region, seed=3)


def test_every_file_of_metrics_is_one_metric() -> None:
    files = {module.name for module in pkgutil.iter_modules(trust_metrics.__path__)}
    functions = [metric.function.__module__.rpartition(".")[2] for metric in metrics().values()]
    assert sorted(functions) == sorted(files)


def test_name_is_lower_case_with_hyphens(metric: Metric[Any]) -> None:
    assert re.fullmatch(r"[a-z][a-z-]*", metric.name)
    assert find_metric(metric.name) is metric


@pytest.mark.parametrize("section", ["Formula", "Range:", "Cost:", "Limits:"])
def test_documentation_has(section: str, metric: Metric[Any]) -> None:
    assert re.search(rf"^{section}", metric.documentation, re.MULTILINE)


def test_source_can_be_looked_up(metric: Metric[Any]) -> None:
    assert re.search(r"\d{4}, (arXiv:\d{4}\.\d{4,5}|doi:10\.\d+/\S+)$", metric.source)


def test_summary_is_one_sentence(metric: Metric[Any]) -> None:
    assert 20 < len(metric.summary) < 130
    assert not metric.summary.endswith(".")


def test_gives_a_finite_score_for_each_map(metric: Metric[Any], options: dict[str, Any], case: Case) -> None:
    scores = metric(case, **options)
    assert len(scores) == 2
    for score in scores:
        assert score.value is not None
        assert torch.tensor([score.value, *score.curve]).isfinite().all()


def test_the_same_case_gets_the_same_scores(metric: Metric[Any], options: dict[str, Any], case: Case) -> None:
    assert metric(case, **options) == metric(case, **options)


def test_a_score_does_not_depend_on_the_maps_beside(
    metric: Metric[Any], options: dict[str, Any], case: Case
) -> None:
    alone = Case(
        case.network, case.photo, case.objective, case.judge, case.candidates[:1], case.region, case.seed
    )
    [expected] = metric(alone, **options)
    found = metric(case, **options)[0]
    assert found.value == pytest.approx(expected.value, rel=1e-5, abs=1e-7)


def test_an_unknown_option_gets_what_there_is(metric: Metric[Any]) -> None:
    with pytest.raises(MetricError, match=f"{metric.name} has no option 'nothing'"):
        metric.parse_options({"nothing": 1})


def test_a_misspelt_name_gets_a_near_match() -> None:
    with pytest.raises(MetricError, match="no metric 'insertoin'") as caught:
        find_metric("insertoin")
    assert "insertion" in caught.value.hint
