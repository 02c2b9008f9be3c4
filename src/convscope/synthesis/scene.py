"""One picture after another through the network, and where the objectives pull."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from convscope.graph import Graph, Node, Rules, gradient
from convscope.network import Network
from convscope.objectives import Bound, Objective
from convscope.synthesis.climb import Climb
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

    def _inputs(self, images: Tensor) -> Tensor:
        """Pictures as the network takes them; where it takes no pictures, as they are."""
        preprocessing = self.network.preprocessing
        return images if preprocessing is None else preprocessing.from_display(images)

    def pull(self, leaf: Tensor, generators: Sequence[torch.Generator], rules: Rules) -> Pull:
        """Objectives of the pictures as moved at random, and where they pull."""
        images = self.parameterization.image(leaf)
        moved = transformed(images, self.climb.transforms, generators)
        scores, upward = self._slopes(moved.detach(), generators, rules)
        if not self.climb.attention:
            (by_leaf,) = torch.autograd.grad(moved, leaf, upward)
            return Pull(scores, by_leaf, torch.zeros(0))
        by_leaf, by_images = torch.autograd.grad(moved, (leaf, images), upward)
        return Pull(scores, by_leaf, by_images)

    def _slopes(
        self, images: Tensor, generators: Sequence[torch.Generator], rules: Rules
    ) -> tuple[Tensor, Tensor]:
        """Objectives (N,) of pictures, and their gradients by the pictures."""
        if self.view:
            room = self.view.room + 1
            shift = torch.randint(room, (2,), generator=generators[0]).tolist() if room > 1 else (0, 0)
            return self.view.gradient(images, self.groups[0][0], (shift[0], shift[1]), rules)
        leaf = images.requires_grad_()
        inputs, node = self._inputs(leaf), self.graph.input
        found = gradient(self.graph, {node: inputs.detach()}, self._reads, self._score, [node], rules)
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
