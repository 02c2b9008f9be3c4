"""One number of a network, worked out step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from convscope.arithmetic import ReceptiveField
from convscope.convolution.drawing import svg
from convscope.convolution.drawing.picture import SvgPicture
from convscope.graph.element import WorkedStep, steps_scene, work_out
from convscope.graph.shapes.layer_table import fields_document
from convscope.graph.shapes.receptive_fields import receptive_fields
from convscope.images import Photo, PhotoSource
from convscope.network import Network
from convscope.objectives import unit_element
from convscope.record import Recorded, recorded
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import drawing, facts


@dataclass(frozen=True, eq=False, repr=False)
class WorkedUnit(Recorded, Displayed):
    """How a unit comes to its value.

    Attributes:
        network: the network's name.
        weights: where its weights come from.
        unit: which number it is.
        steps: from the last convolution, linear layer or input on, in the order of evaluation.
        receptive_field: what the unit sees, along each axis of the input.
    """

    network: str
    weights: str
    unit: str
    steps: tuple[WorkedStep, ...]
    receptive_field: tuple[ReceptiveField, ...]

    @property
    def value(self) -> float:
        """What the network itself computes."""
        return self.steps[-1].own

    @property
    def worked(self) -> float:
        """What the steps come to."""
        return self.steps[-1].value

    @property
    def difference(self) -> float:
        """Between the two."""
        return self.steps[-1].difference

    def diagram(self) -> SvgPicture:
        """The convolution's strongest channels, drawn; a notebook shows it."""
        return SvgPicture(svg(steps_scene(self.steps, self.unit)), self.manifest())

    def document(self) -> dict[str, Any]:
        """All of it in plain values."""
        return {
            "network": self.network,
            "weights": self.weights,
            "unit": self.unit,
            "value": self.value,
            "worked": self.worked,
            "difference": self.difference,
            "steps": [_step(step) for step in self.steps],
            "receptive_field": fields_document(self.receptive_field),
        }

    def _line(self) -> str:
        steps = f"{len(self.steps)} step{'s' * (len(self.steps) != 1)}"
        return f"{self.unit} of {self.network} is {self.value:.6g}, worked out in {steps}"

    def _fragments(self) -> Sequence[str]:
        found = {"the network's own value": f"{self.value:.6g}", "worked out": f"{self.worked:.6g}"}
        return [facts(found), drawing(self.diagram().svg)]


@recorded(reads=("source",))
def trace(network: Network, source: PhotoSource | Photo, unit: str) -> WorkedUnit:
    """Work out one number of a network for a photo: window, products, sums and what follows.

    Args:
        network: from `convscope.open_network` or `convscope.Network`.
        source: a photo, or a tensor as the network takes it.
        unit: ``LAYER:CHANNEL@ROW,COLUMN`` as in ``blocks.1:12@7,7``, or ``class:LABEL``.

    Raises:
        AddressError: the network has no such unit.
        ImageError: the photo cannot be read.
    """
    element = unit_element(network, unit)
    inputs = network.prepare(source)[0]
    graph = network.graph()
    steps = work_out(graph, inputs, element.node, element.index)
    return WorkedUnit(network.name, network.weights, unit, steps, receptive_fields(graph)[element.node])


def _step(step: WorkedStep) -> dict[str, Any]:
    found: dict[str, Any] = {
        "address": step.node.address,
        "operation": step.node.operation,
        "index": step.index,
        "value": step.value,
        "difference": step.difference,
    }
    if step.worked is None:
        return {**found, "formula": [], "inputs": step.inputs}
    return {**found, "formula": step.worked.formula, **step.worked.numbers}
