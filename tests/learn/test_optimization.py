"""Rates by depth, and how they change over a training."""

import math

import pytest
import torch
from torch import nn

from convscope.learn import TrainingOptions
from convscope.learn.optimization import optimizer, parameter_groups, schedule


def rates(kind: str, steps: int) -> list[float]:
    options = TrainingOptions(schedule=kind)
    made = optimizer(options, parameter_groups([[nn.Linear(2, 2)]], 1.0, 1.0, 0.0))
    plan = schedule(options, made, steps, 1)["scheduler"]
    found = []
    for _ in range(steps):
        found.append(made.param_groups[0]["lr"])
        made.step()
        plan.step()
    return found


def test_one_cycle_rises_for_a_quarter_and_falls_to_nothing() -> None:
    found = rates("one-cycle", 100)
    assert max(found) == 1.0
    assert found.index(1.0) == 25
    assert found[:25] == sorted(found[:25])
    assert found[-1] < 0.001


def test_cosine_is_half_in_the_middle() -> None:
    assert rates("cosine", 10)[5] == pytest.approx(0.5 * (1 + math.cos(math.pi / 2)))


@pytest.mark.parametrize("steps", [1, 2, 4])
def test_a_schedule_of_few_steps_has_rates_above_nothing(steps: int) -> None:
    assert all(rate > 0 for rate in rates("one-cycle", steps))


def test_each_part_is_slower_than_the_next_one() -> None:
    groups = parameter_groups([[nn.Linear(2, 2)], [nn.Linear(2, 2)], [nn.Linear(2, 2)]], 1.0, 0.5, 0.1)
    assert [group["lr"] for group in groups if group["weight_decay"]] == [1.0, 0.5, 0.25]


def test_biases_and_scales_do_not_decay() -> None:
    for group in parameter_groups([[nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4)]], 1.0, 1.0, 0.1):
        assert all((p.dim() > 1) == (group["weight_decay"] > 0) for p in group["params"])


def test_every_parameter_is_in_one_group() -> None:
    module = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.Linear(4, 2))
    grouped = [id(p) for g in parameter_groups([[part] for part in module], 1, 0.5, 0.1) for p in g["params"]]
    assert sorted(grouped) == sorted(id(p) for p in module.parameters())
    torch.optim.SGD(parameter_groups([[module]], 1, 1, 0), lr=1)
