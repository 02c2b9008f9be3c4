"""Photos to be explained, the objective of each, and the layer to explain by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

import torch
from torch import Tensor

from convscope.attribution.probe.passes import Passes
from convscope.errors import MethodError, ObjectiveError
from convscope.graph import Graph, Node
from convscope.graph.forward.resources import resources
from convscope.graph.shapes.attention import attends_behind
from convscope.graph.shapes.channel_axes import channel_axis
from convscope.graph.shapes.stages import feature_maps, passed_by_all
from convscope.network import Network
from convscope.objectives import Bound, Objective
from convscope.progress import Progress


@dataclass
class Inquiry:
    """Photos to be explained, the objective of each, and the network.

    Attributes:
        network: the network.
        graph: its graph for the photos' size.
        inputs: (N, C, ...) the photos as the network takes them.
        targets: what to explain of each photo, N of them.
        asked_layer: address of the layer by which layer methods shall explain; None leaves it to `layer`.
        seed: of all random numbers.
        budget: bytes that layer values may take.
        passes: forward and backward passes so far.
        progress: ends the work when it is cancelled, before the next passes.
    """

    network: Network
    graph: Graph
    inputs: Tensor
    targets: tuple[Bound, ...]
    asked_layer: str | None
    seed: int
    budget: int
    passes: Passes = field(default_factory=Passes)
    progress: Progress = field(default_factory=Progress)

    @classmethod
    def of(
        cls,
        network: Network,
        inputs: Tensor,
        targets: Sequence[Objective],
        *,
        layer: str | None = None,
        seed: int = 0,
        budget: int | None = None,
        progress: Progress | None = None,
    ) -> Self:
        """Ask about photos (N, C, ...), with one objective for each.

        The budget is by default that of `convscope.graph.forward.resources`.

        Raises:
            AddressError: an objective names a layer, channel or neuron that the network does not have.
            ObjectiveError: an objective names a class that it does not have, or does not depend on the photo.
        """
        graph = network.graph(inputs.shape[1:])
        bounds = {target: target.bind(network, graph.input_shape) for target in dict.fromkeys(targets)}
        for target, bound in bounds.items():
            if graph.input not in graph.ancestors(bound.reads):
                raise ObjectiveError(
                    f"{target} does not depend on {graph.input.address}: {network.name} gives the same for any.",
                    "Choose another target, or check what the network's forward does with its input.",
                )
        asked = tuple(bounds[target] for target in targets)
        budget = resources().memory if budget is None else budget
        inputs = inputs.to(graph.device, graph.dtype)
        return cls(network, graph, inputs, asked, layer, seed, budget, progress=progress or Progress())

    @cached_property
    def layer(self) -> Node:
        """The layer asked for, else the last one that holds something in places and that every objective depends on.

        One is taken through which every path to the objectives leads, where there is one: of a network that ends in
        several maps side by side, such as a detector of large and small things, any one of these would miss what the
        others contribute.  What only chooses where a detector looks is passed over, as no gradient leads back to it.

        Raises:
            AddressError: there is no such layer.
            MethodError: an objective does not depend on it, or it has no rows and columns.
        """
        before = set.intersection(*(self.graph.ancestors(target.reads) for target in set(self.targets)))
        if self.asked_layer is None:
            ending = {node for node in self.graph.nodes if node.kind.deeplift == "nothing"}
            passing = set.intersection(
                *(self.graph.ancestors(target.reads, known=ending) for target in set(self.targets))
            )
            maps = [node for node in feature_maps(self.graph) if node in before]
            maps = [node for node in maps if node in passing] or maps
            if not maps:
                raise MethodError(
                    f"{self.network.name} has no layer with rows and columns before the objective.",
                    "Class activation maps need one; saliency does not.",
                )
            passed = passed_by_all(self.graph, self.reads).intersection(maps)
            return [node for node in maps if node in (passed or maps)][-1]
        node = self.graph.find_layer(self.asked_layer)
        if node not in before:
            raise MethodError(
                f"The objective does not depend on the layer {node.address}.", "Choose a layer before it."
            )
        if not node.is_spatial:
            raise MethodError(
                f"The layer {node.address} has no rows and columns: its shape is {node.shape[1:]}.",
                "Choose a layer with rows and columns.",
            )
        return node

    @cached_property
    def channel_axis(self) -> int:
        """The dimension of the layer's value that counts its channels."""
        return channel_axis(self.graph, self.layer)

    @property
    def notes(self) -> tuple[str, ...]:
        """What must be known of the layer, where it was not asked for: a sentence each."""
        if self.asked_layer is None and attends_behind(self.graph, self.layer, self.reads):
            return (
                f"{self.layer.address} is the last layer with places, and lies before attention: the map "
                f"shows what enters the attention of {self.network.name}, not what comes of it.",
            )
        return ()

    @property
    def reads(self) -> tuple[Node, ...]:
        """The nodes that the objectives read."""
        return tuple(dict.fromkeys(node for target in self.targets for node in target.reads))

    @property
    def own(self) -> Tensor:
        """Each photo's own number (N,)."""
        return torch.arange(len(self.inputs))

    def generator(self) -> torch.Generator:
        """Random numbers, the same ones at each call and for each photo."""
        return torch.Generator().manual_seed(self.seed)

    def score(self, values: Mapping[Node, Tensor], owners: Tensor | None = None) -> Tensor:
        """Objectives (B,), from values (B, ...) of what the objectives read.

        Args:
            values: of all nodes in `reads`.
            owners: (B,) which photo's objective is asked; by default each its own.
        """
        asked: list[Bound] = [
            self.targets[owner] for owner in (self.own if owners is None else owners).tolist()
        ]
        first = asked[0]
        if all(target is first for target in asked):
            return first.score(values)
        rows = []
        for row, target in enumerate(asked):
            one = {node: values[node][row : row + 1] for node in target.reads}
            rows.append(target.score(one))
        return torch.cat(rows)
