"""A module in training as a network."""

from __future__ import annotations

from torch import nn

from convscope.learn.run import Run
from convscope.network import Network


def as_network(run: Run, module: nn.Module) -> Network:
    """The module as it evaluates, with the run's classes and task."""
    description = run.network_description
    return Network(
        module.eval(), inputs=description.inputs, labels=description.classes, task=description.task
    )
