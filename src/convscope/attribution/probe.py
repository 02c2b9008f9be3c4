"""What a method may ask of a network: scores and gradients of its photos, counted and in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import torch
from torch import Tensor

from convscope.errors import MethodError
from convscope.graph import PLAIN, Gradient, Graph, Node, Rules, evaluate, gradient
from convscope.graph.engine import Engine, engine_for, forward
from convscope.graph.forward.chunks import in_chunks, inputs_at_a_time, photos_at_a_time
from convscope.graph.forward.resources import resources
from convscope.graph.forward.tail import Tail
from convscope.graph.incremental import Area, LocalRun, Plan, windows_at_a_time, windows_by_plan
from convscope.graph.incremental.rectangles import Positions, cut_out
from convscope.graph.shapes.receptive_fields import channel_axis
from convscope.graph.shapes.stages import feature_maps
from convscope.network import Network
from convscope.objectives import Bound, Objective


@dataclass
class Probe:
    """Photos, what is asked of each, and the network.

    Attributes:
        network: the network.
        graph: its graph for the photos' size.
        inputs: (N, C, ...) the photos as the network takes them.
        targets: what to explain of each photo, N of them.
        asked_layer: address of the layer by which layer methods shall explain; None leaves it to `layer`.
        seed: of all random numbers.
        budget: bytes that values of layers may take.
    """

    network: Network
    graph: Graph
    inputs: Tensor
    targets: tuple[Bound, ...]
    asked_layer: str | None = None
    seed: int = 0
    budget: int = field(default_factory=lambda: resources().memory)
    _passes: list[Tensor] = field(default_factory=list)

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
    ) -> Probe:
        """Ask about photos (N, C, ...), with one objective for each.

        The budget is by default that of `convscope.graph.forward.resources`.

        Raises:
            AddressError: an objective names a layer, channel or neuron that the network does not have.
            ObjectiveError: an objective names a class that it does not have.
        """
        graph = network.graph(inputs.shape[1:])
        bounds = {target: target.bind(network, graph.input_shape) for target in dict.fromkeys(targets)}
        inputs = inputs.to(graph.device, graph.dtype)
        budget = resources().memory if budget is None else budget
        return cls(network, graph, inputs, tuple(bounds[target] for target in targets), layer, seed, budget)

    @cached_property
    def layer(self) -> Node:
        """The layer asked for, else the last one with the photo's axes that every objective depends on.

        Raises:
            AddressError: there is no such layer.
            MethodError: an objective does not depend on it, or it has no places.
        """
        before = set.intersection(*(self.graph.ancestors(target.reads) for target in set(self.targets)))
        if self.asked_layer is None:
            maps = [node for node in feature_maps(self.graph) if node in before]
            if not maps:
                raise MethodError(
                    f"{self.network.name} has no layer with places before the objective.",
                    "Class activation maps need one; saliency does not.",
                )
            return maps[-1]
        node = self.graph.find(self.asked_layer)
        if node not in before:
            raise MethodError(
                f"The objective does not depend on the layer {node.address}.",
                "Choose a layer before it.",
            )
        if not node.is_spatial:
            raise MethodError(
                f"The layer {node.address} has no places: it is of shape {node.shape[1:]}.",
                "Choose a layer with rows and columns.",
            )
        if channel_axis(self.graph, node) != 1:
            raise MethodError(
                f"The layer {node.address} has its channels last: it is of shape {node.shape[1:]}.",
                "Choose one of shape (channels, rows, columns): `convscope layers` lists them.",
            )
        return node

    def generator(self) -> torch.Generator:
        """Random numbers, the same ones at each call and for each photo."""
        return torch.Generator().manual_seed(self.seed)

    @torch.no_grad()
    def scores(self, inputs: Tensor, owners: Tensor | None = None) -> Tensor:
        """Objectives (B,) of inputs (B, C, ...); ``owners`` (B,) says which photo's objective is asked."""
        owners = torch.arange(len(inputs)) if owners is None else owners
        return self.scores_of(lambda part: inputs[part], owners)

    @torch.no_grad()
    def scores_of(self, make: Callable[[slice], Tensor], owners: Tensor) -> Tensor:
        """Objectives (B,) of inputs that are made when they are computed, so that few of them exist at a time.

        Args:
            make: the inputs (b, C, ...) of a slice of the B.
            owners: (B,) which photo's objective is asked of each.
        """
        photos, reads = self.graph.input, self.reads
        engine = engine_for(self.graph, (photos,), reads, len(owners))

        def run(part: slice) -> Tensor:
            values = forward(self.graph, engine, {photos: make(part)}, reads)
            return self._score(values, owners[part])

        self._count(owners)
        size = photos_at_a_time(self.graph, keeps_values=False, budget=self.budget)
        if engine and engine.photos_at_once <= size:  # what it is given need not fit into its caches
            size = max(size, inputs_at_a_time(self.graph, self.budget))
        return torch.cat(in_chunks(run, len(owners), size))

    @torch.no_grad()
    def first_run(self, nodes: Sequence[Node]) -> dict[Node, Tensor]:
        """Values (N, ...) of nodes for the photos."""
        wanted = tuple(dict.fromkeys(nodes))

        def run(part: slice) -> dict[Node, Tensor]:
            return evaluate(self.graph, {self.graph.input: self.inputs[part]}, wanted)

        self._count(torch.arange(len(self.inputs)))
        size = photos_at_a_time(self.graph, keeps_values=False, budget=self.budget)
        parts = in_chunks(run, len(self.inputs), size)
        return {node: torch.cat([part[node] for part in parts]) for node in wanted}

    def score(self, values: Mapping[Node, Tensor]) -> Tensor:
        """Objectives (N,) of the photos, from the values of what the objectives read."""
        return self._score(values, torch.arange(len(self.inputs)))

    @torch.no_grad()
    def scores_from(
        self,
        tail: Tail,
        first: Mapping[Node, Tensor],
        make: Callable[[slice], Mapping[Node, Tensor]],
        owners: Tensor,
    ) -> Tensor:
        """Objectives (B,) of changed values of layers, from which only the tail is computed.

        Args:
            tail: ends at `reads`.
            first: values (N, ...) of the first run.
            make: the values (b, ...) of the tail's starts for a slice of the B.
            owners: (B,) whose photo's first run and objective belong to each.
        """

        def run(part: slice) -> Tensor:
            known = tail.known(first, make(part), owners[part])
            return self._score(evaluate(self.graph, known, tail.wanted), owners[part])

        self._count(owners)
        size = photos_at_a_time(self.graph, keeps_values=False, budget=self.budget, nodes=tail.nodes)
        return torch.cat(in_chunks(run, len(owners), size))

    @torch.no_grad()
    def falls_of_windows(self, row: int, windows: Sequence[Area], cover: Tensor) -> Tensor:
        """How much a photo's objective falls (M,) when one of M windows is covered.

        Only what a window can reach is computed; where no unit that is read sees it, the fall is zero to the bit.

        Args:
            row: which photo.
            windows: rectangles of the photo.
            cover: (C, rows, columns) what stands in the windows.
        """
        graph, reads = self.graph, self.targets[row].reads
        groups = windows_by_plan(graph, reads, windows)
        first = LocalRun.of(graph, self.inputs[row : row + 1], [plan for plan, _ in groups])
        cover = cover[None].to(self.inputs)
        falls = self.inputs.new_zeros(len(windows))
        places = torch.tensor([window.first for window in windows])
        self._count(torch.full((len(windows) + 1,), row))
        for plan, members in groups:
            area = plan.areas[graph.input]
            shifts = places[members] - torch.tensor(area.first)
            # The photo's own score is computed as theirs are, so that rounding is no fall.
            engine = None if plan.reach else engine_for(graph, plan.ends, reads, len(windows))
            ends = {end: first.values[end] for end in plan.ends}
            own = first.values if engine is None else engine(ends)
            whole = self._score(own, torch.tensor([row]))

            def run(
                part: slice,
                plan: Plan = plan,
                area: Area = area,
                shifts: Tensor = shifts,
                engine: Engine | None = engine,
            ) -> Tensor:
                patches = cut_out(cover, Positions.of(area, shifts[part]), 0)
                values = first.changed(plan, patches, shifts[part], engine)
                return self._score(values, torch.full((len(patches),), row))

            at_once = windows_at_a_time(graph, plan, self.budget)
            falls[members] = whole - torch.cat(in_chunks(run, len(members), at_once))
        return falls

    def gradients_from(
        self, tail: Tail, first: Mapping[Node, Tensor], make: Callable[[slice], Tensor], owners: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Scores (B,) and gradients (B, ...) at changed values of the tail's only start; see `scores_from`."""
        (start,) = tail.starts

        def run(part: slice) -> tuple[Tensor, Tensor]:
            known = tail.known(first, {start: make(part)}, owners[part])
            found = gradient(
                self.graph, known, tail.wanted, lambda values: self._score(values, owners[part]), [start]
            )
            return found.scores, found.gradients[start]

        self._count(owners, 2)
        size = photos_at_a_time(self.graph, keeps_values=True, budget=self.budget, nodes=tail.nodes)
        scores, gradients = zip(*in_chunks(run, len(owners), size), strict=True)
        return torch.cat(scores), torch.cat(gradients)

    def gradients(
        self,
        inputs: Tensor,
        owners: Tensor | None = None,
        *,
        at: Node | None = None,
        rules: Rules = PLAIN,
        references: Tensor | None = None,
        copies: int = 1,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Scores (B,), values and gradients (B, ...) of a node, by default of the input.

        Args:
            inputs: (B, C, ...).
            owners: (B,) which photo's objective is asked; by default each its own.
            at: the node to differentiate by.
            rules: backward rules by operation or node.
            references: (B, C, ...) what rules compare each input with: every value then holds those of a chunk's
                inputs, and behind them as many of their references.
            copies: how many numbers the rules keep for each one of a layer's.
        """
        node = at or self.graph.input
        found = self.gradients_at([node], inputs, owners, rules=rules, references=references, copies=copies)
        return found.scores, found.values[node], found.gradients[node]

    def gradients_at(
        self,
        nodes: Sequence[Node],
        inputs: Tensor,
        owners: Tensor | None = None,
        *,
        rules: Rules = PLAIN,
        references: Tensor | None = None,
        copies: int = 1,
    ) -> Gradient:
        """The same for several nodes in one pass."""
        owners = torch.arange(len(inputs)) if owners is None else owners

        def run(part: slice) -> Gradient:
            photos = inputs[part]
            count = len(photos)
            if references is not None:
                photos = torch.cat([photos, references[part]])

            def score(values: Mapping[Node, Tensor]) -> Tensor:
                return self._score({n: value[:count] for n, value in values.items()}, owners[part])

            found = gradient(self.graph, {self.graph.input: photos}, self.reads, score, nodes, rules)
            return found if references is None else _first(found, count)

        runs = 1 if references is None else 2
        self._count(owners, 2 * runs)
        size = photos_at_a_time(self.graph, keeps_values=True, budget=self.budget // (runs * copies))
        return _joined(in_chunks(run, len(inputs), size))

    @torch.no_grad()
    def activations(self) -> Tensor:
        """The layer's values (N, K, ...) for the photos."""
        self._count(torch.arange(len(self.inputs)))

        def run(part: slice) -> Tensor:
            known = {self.graph.input: self.inputs[part]}
            return evaluate(self.graph, known, (self.layer,))[self.layer]

        size = photos_at_a_time(self.graph, keeps_values=False, budget=self.budget)
        return torch.cat(in_chunks(run, len(self.inputs), size))

    @property
    def passes(self) -> int:
        """Photos sent forward plus photos sent backward so far, whole or in part."""
        return sum(int(passes.sum()) for passes in self._passes)

    def passes_of(self, row: int) -> int:
        """Those of one photo."""
        return sum(int(passes[row]) for passes in self._passes)

    def _count(self, owners: Tensor, each: int = 1) -> None:
        self._passes.append(each * torch.bincount(owners, minlength=len(self.inputs)))

    @property
    def reads(self) -> tuple[Node, ...]:
        """The nodes that the objectives read."""
        return tuple(dict.fromkeys(node for target in self.targets for node in target.reads))

    def _score(self, values: Mapping[Node, Tensor], owners: Tensor) -> Tensor:
        asked: list[Bound] = [self.targets[owner] for owner in owners.tolist()]
        first = asked[0]
        if all(target is first for target in asked):
            return first.score(values)
        rows = []
        for row, target in enumerate(asked):
            one = {node: values[node][row : row + 1] for node in target.reads}
            rows.append(target.score(one))
        return torch.cat(rows)


def _first(found: Gradient, count: int) -> Gradient:
    """The first rows alone."""
    return Gradient(
        found.scores,
        {node: value[:count] for node, value in found.values.items()},
        {node: value[:count] for node, value in found.gradients.items()},
    )


def _joined(parts: Sequence[Gradient]) -> Gradient:
    """The results of chunks, one behind the other."""
    if len(parts) == 1:
        return parts[0]
    return Gradient(
        torch.cat([part.scores for part in parts]),
        {node: torch.cat([part.values[node] for part in parts]) for node in parts[0].values},
        {node: torch.cat([part.gradients[node] for part in parts]) for node in parts[0].gradients},
    )
