"""Ascent: pictures that make an objective as high as it gets.

The gradient that trains weights, taken by the pixels: parameters -> picture -> moved at random -> normalised ->
graph, up to the layers that the objective reads and no further.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from convscope.errors import SynthesisError
from convscope.graph import PLAIN, REVIVING, Graph, Node, Rules, gradient
from convscope.network import Network
from convscope.objectives import Bound, Objective
from convscope.synthesis.parameterization import Parameterization
from convscope.synthesis.stepping import Adam, Stepper
from convscope.synthesis.transforms import STANDARD, Transform, transformed
from convscope.synthesis.view import View

After = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class Climb:
    """How to climb.

    Attributes:
        steps: how many, at most.
        stepper: how a gradient becomes a step.
        transforms: random movements of each picture at each step; none where nothing shall be random.
        after: what is done to the pictures (N, C, rows, columns), between 0 and 1, after each step.
        revive: in this many first steps rectifiers that are shut throughout a picture let through what opens them.
        tolerance: a picture is done when its objective has not risen by this part of its size in the last
            ``patience`` steps, compared with as many before; None for all steps.
        patience: see ``tolerance``.
    """

    steps: int = 256
    stepper: Stepper = field(default_factory=Adam)
    transforms: Sequence[Transform] = STANDARD
    after: Sequence[After] = ()
    revive: int = 16
    tolerance: float | None = None
    patience: int = 32


@dataclass(frozen=True, eq=False)
class Ascent:
    """Where a climb is.

    Attributes:
        parameterization: what makes pictures of the parameters.
        parameters: (N, ...), after the last step.
        history: (steps, N) the objective at each step, before it was taken.
        state: all that is needed to go on; plain values and tensors, which ``torch.save`` keeps.
    """

    parameterization: Parameterization
    parameters: Tensor
    history: Tensor
    state: Mapping[str, Any]

    @property
    def steps(self) -> int:
        """Steps taken."""
        return len(self.history)

    @property
    def images(self) -> Tensor:
        """The pictures (N, C, rows, columns), on the scale where 0 is black and 1 is white."""
        with torch.no_grad():
            return self.parameterization.image(self.parameters)


Watch = Callable[[Ascent], None]


def ascend(
    network: Network,
    objectives: Sequence[Objective],
    parameterization: Parameterization,
    parameters: Tensor,
    climb: Climb,
    *,
    seeds: Sequence[int] | None = None,
    watch: Watch | None = None,
    state: Mapping[str, Any] | None = None,
    view: View | None = None,
) -> Ascent:
    """Climb objectives, one a picture, all pictures in one batch.

    A picture does not depend on those beside it, unless its objective says so: pictures of one and the same
    objective are scored together.

    Args:
        network: read, never changed.
        objectives: N of them.
        parameterization: what makes pictures of the parameters; without a view they have a size that the network
            takes.
        parameters: (N, ...) where to begin; not changed.
        climb: how.
        seeds: of each picture's random movements; 0 to N - 1 by default.
        watch: called after each step.  What it raises ends the climb; `Ascent` holds what has come of it by then.
        state: of an earlier climb with the same arguments, to go on from.
        view: how the network sees pictures of any size, moved at random at each step by as much as it has room;
            all pictures then have one objective.

    Raises:
        AddressError: an objective names a layer, channel or neuron that the network does not have.
        SynthesisError: the objective is not a number any more.
    """
    if climb.stepper.alone and len(objectives) > 1:
        raise SynthesisError(
            f"{type(climb.stepper).__name__} climbs one picture at a time, {len(objectives)} were given.",
            "Make them one by one, or climb with Adam.",
        )
    graph = view.graph if view else network.graph(parameterization.space.shape)
    scene = _Scene(network, graph, _grouped(network, graph, objectives), parameterization, climb, view)
    seeds = range(len(objectives)) if seeds is None else seeds
    generators = [torch.Generator().manual_seed(seed) for seed in seeds]
    leaf = parameters.detach().to(graph.device, graph.dtype, copy=True).requires_grad_()
    optimizer = climb.stepper.optimizer(leaf)
    history = torch.zeros(0, len(objectives))
    if state is not None:
        _restore(state, leaf, optimizer, generators)
        history = state["history"]

    def now() -> Ascent:
        kept = {
            "parameters": leaf.detach().clone(),
            "optimizer": optimizer.state_dict(),
            "generators": [generator.get_state() for generator in generators],
            "history": history,
        }
        return Ascent(parameterization, leaf.detach(), history, kept)

    with torch.inference_mode(False), torch.enable_grad():
        while len(history) < climb.steps:
            done = _converged(history, climb)
            if done.all():
                break
            rules = REVIVING if len(history) < climb.revive else PLAIN
            values = _step(scene, leaf, optimizer, generators, rules, done)
            if not values.isfinite().all() or not leaf.isfinite().all():
                raise SynthesisError(
                    f"The objective is not a number any more at step {len(history) + 1}.",
                    "Take smaller steps (a lower rate), or check the network's weights.",
                )
            history = torch.cat([history, values.cpu()[None].float()])
            if watch is not None:
                watch(now())
    return now()


@dataclass(frozen=True)
class _Scene:
    """What stays the same from step to step."""

    network: Network
    graph: Graph
    groups: Sequence[tuple[Bound, Tensor]]
    parameterization: Parameterization
    climb: Climb
    view: View | None

    def slopes(
        self, images: Tensor, rules: Rules, generators: Sequence[torch.Generator]
    ) -> tuple[Tensor, Tensor]:
        """Objectives (N,) of pictures, and their gradients by the pictures."""
        if self.view:
            room = self.view.room + 1
            shift = torch.randint(room, (2,), generator=generators[0]).tolist() if room > 1 else (0, 0)
            return self.view.gradient(images, self.groups[0][0], (shift[0], shift[1]), rules)
        with torch.enable_grad():
            leaf = images.detach().requires_grad_()
            inputs = self.inputs(leaf)
        reads = tuple(dict.fromkeys(node for bound, _ in self.groups for node in bound.reads))
        known = {self.graph.input: inputs.detach()}
        found = gradient(self.graph, known, reads, self.score, [self.graph.input], rules)
        return found.scores, torch.autograd.grad(inputs, leaf, found.gradients[self.graph.input])[0]

    def score(self, values: Mapping[Node, Tensor]) -> Tensor:
        """Objectives (N,), each group of pictures that share one scored together."""
        if len(self.groups) == 1:
            return self.groups[0][0].score(values)
        scores = [bound.score({n: values[n][rows] for n in bound.reads}) for bound, rows in self.groups]
        order = torch.cat([rows for _, rows in self.groups]).argsort()
        return torch.cat(scores)[order]

    def inputs(self, images: Tensor) -> Tensor:
        """Pictures as the network takes them; where it takes no pictures, as they are."""
        preprocessing = self.network.preprocessing
        return images if preprocessing is None else preprocessing.from_display(images)


def _grouped(network: Network, graph: Graph, objectives: Sequence[Objective]) -> list[tuple[Bound, Tensor]]:
    rows: dict[Objective, list[int]] = {}
    for row, objective in enumerate(objectives):
        rows.setdefault(objective, []).append(row)
    return [
        (objective.bind(network, graph.input_shape), torch.tensor(of, device=graph.device))
        for objective, of in rows.items()
    ]


def _step(
    scene: _Scene,
    leaf: Tensor,
    optimizer: torch.optim.Optimizer,
    generators: Sequence[torch.Generator],
    rules: Mapping[str, Any],
    done: Tensor,
) -> Tensor:
    """One step up; values (N,) before it."""
    drawn = [generator.get_state() for generator in generators]
    before = leaf.detach().clone() if done.any() else None
    first: list[Tensor] = []

    def closure() -> float:
        # A line search compares values, which must then be of pictures that were moved alike.
        for generator, generator_state in zip(generators, drawn, strict=True):
            generator.set_state(generator_state)
        images = transformed(scene.parameterization.image(leaf), scene.climb.transforms, generators)
        scores, gradients = scene.slopes(images.detach(), rules, generators)
        (leaf.grad,) = torch.autograd.grad(images, leaf, -gradients)
        first.append(scores)
        return -float(scores.sum())

    optimizer.step(closure)
    with torch.no_grad():
        if scene.climb.after:
            images = scene.parameterization.image(leaf)
            for change in scene.climb.after:
                images = change(images)
            leaf.copy_(scene.parameterization.of(images))
        if before is not None:
            leaf[done] = before[done]
    return first[0]


def _converged(history: Tensor, climb: Climb) -> Tensor:
    """Which pictures (N,) have stopped rising, now or at any step before."""
    steps, window = len(history), climb.patience
    if climb.tolerance is None or steps < 2 * window:
        return torch.zeros(history.shape[1], dtype=torch.bool)
    means = history.unfold(0, window, 1).mean(-1)
    rise = means[window:] - means[:-window]
    return (rise < climb.tolerance * means[window:].abs()).any(0)


def _restore(
    state: Mapping[str, Any],
    leaf: Tensor,
    optimizer: torch.optim.Optimizer,
    generators: Sequence[torch.Generator],
) -> None:
    with torch.no_grad():
        leaf.copy_(state["parameters"])
    optimizer.load_state_dict(state["optimizer"])
    for generator, generator_state in zip(generators, state["generators"], strict=True):
        generator.set_state(generator_state)
