"""One picture after another through the network, and where the objectives pull."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from convscope.graph import PLAIN, REVIVING, Graph, Node, Rules, gradient
from convscope.network import Network
from convscope.objectives import Bound, Objective
from convscope.objectives.connection import check_connected
from convscope.synthesis.climb import Climb
from convscope.synthesis.inputs import as_inputs
from convscope.synthesis.parameterization import Parameterization
from convscope.synthesis.transforms import transformed
from convscope.synthesis.view import View


@dataclass(frozen=True)
class Pull:
    """Objectives (N,) and their gradients by the parameters and, where asked for, by the pictures."""

    scores: Tensor
    by_parameters: Tensor
    by_images: Tensor


@dataclass(frozen=True)
class Scene:
    """What stays the same from step to step."""

    network: Network
    graph: Graph
    groups: Sequence[tuple[Bound, Tensor]]
    parameterization: Parameterization
    climb: Climb
    view: View | None = None

    @property
    def is_still(self) -> bool:
        """Whether nothing differs from step to step, so that a picture is pulled at alike each time."""
        return not (self.climb.transforms or (self.view and self.view.room))

    def _score(self, values: Mapping[Node, Tensor]) -> Tensor:
        """Objectives (N,), each group of pictures that share one scored together."""
        if len(self.groups) == 1:
            return self.groups[0][0].score(values)
        scores = [bound.score({n: values[n][rows] for n in bound.reads}) for bound, rows in self.groups]
        order = torch.cat([rows for _, rows in self.groups]).argsort()
        return torch.cat(scores)[order]

    @cached_property
    def _reads(self) -> tuple[Node, ...]:
        """The nodes that the objectives read."""
        return tuple(dict.fromkeys(node for bound, _ in self.groups for node in bound.reads))

    def pull(self, leaf: Tensor, generators: Sequence[torch.Generator]) -> Pull:
        """Objectives of the pictures as moved at random, and where they pull."""
        images = self.parameterization.image(leaf)
        moved = transformed(images, self.climb.transforms, generators)
        scores, upward = self._slopes(moved.detach(), generators)
        upward = (
            upward.contiguous()
        )  # a convolution's layout would make the way back through a resampling slow
        if not self.climb.attention:
            (by_leaf,) = torch.autograd.grad(moved, leaf, upward)
            return Pull(scores, by_leaf, torch.zeros(0))
        by_leaf, by_images = torch.autograd.grad(moved, (leaf, images), upward)
        return Pull(scores, by_leaf, by_images)

    def _slopes(self, images: Tensor, generators: Sequence[torch.Generator]) -> tuple[Tensor, Tensor]:
        """Objectives (N,) of pictures, and their gradients by the pictures."""
        shift = self._shift(generators[0])
        scores, slopes = self._gradient(images, shift, PLAIN)
        dead = ~slopes.flatten(1).any(1)
        if self.climb.revive and dead.any():
            _, opening = self._gradient(images, shift, REVIVING)
            slopes = torch.where(dead.reshape(-1, 1, 1, 1), opening, slopes)
        return scores, slopes

    def _shift(self, generator: torch.Generator) -> tuple[int, int]:
        """By how much a view moves pictures on the network's lattice."""
        if self.view is None or not self.view.room:
            return 0, 0
        down, right = torch.randint(self.view.room + 1, (2,), generator=generator).tolist()
        return down, right

    def _gradient(self, images: Tensor, shift: tuple[int, int], rules: Rules) -> tuple[Tensor, Tensor]:
        if self.view:
            return self.view.gradient(images, self.groups[0][0], shift, rules)
        leaf = images.detach().requires_grad_()
        inputs, node = as_inputs(self.network, self.graph, leaf), self.graph.input
        found = gradient(self.graph, {node: inputs.detach()}, self._reads, self._score, [node], rules)
        check_connected(found.reached, [node], self._reads)
        return found.scores, torch.autograd.grad(inputs, leaf, found.gradients[node])[0]


def grouped(network: Network, graph: Graph, objectives: Sequence[Objective]) -> list[tuple[Bound, Tensor]]:
    """Each objective, bound, with the rows of the pictures that climb it."""
    rows: dict[Objective, list[int]] = {}
    for row, objective in enumerate(objectives):
        rows.setdefault(objective, []).append(row)
    return [
        (objective.bind(network, graph.input_shape), torch.tensor(of, device=graph.device))
        for objective, of in rows.items()
    ]
