"""The options by which a command opens a network."""

from __future__ import annotations

import inspect

import convscope
from convscope.cli.options import NetworkOptions, OpeningOptions, opened
from convscope.network.task import TASKS


def test_every_option_is_an_argument_of_open_network_with_its_default() -> None:
    parameters = inspect.signature(convscope.open_network).parameters
    for name, field in OpeningOptions.model_fields.items():
        assert parameters[name].default == field.default


def test_the_help_names_every_task() -> None:
    said = str(NetworkOptions.model_fields["task"].description)
    assert all(task in said for task in TASKS)


def test_what_is_given_opens_the_network() -> None:
    given = {"network": "input 1x8x8 -> conv 2 3x3", "weights": "random", "seed": 4, "task": "features"}
    network = opened(given)
    assert (network.opening.spec, network.opening.seed, network.task.name) == (
        given["network"],
        4,
        "features",
    )
