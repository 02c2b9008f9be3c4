"""Ascent: pictures that make an objective as high as it gets.

The gradient that trains weights, taken by the pixels: parameters -> picture -> moved at random -> normalised ->
graph, up to the layers that the objective reads and no further.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor

from convscope.errors import SynthesisError
from convscope.network import Network
from convscope.objectives import Objective
from convscope.synthesis.best import WINDOW, Best
from convscope.synthesis.climb import Climb
from convscope.synthesis.parameterization import Parameterization
from convscope.synthesis.scene import Pull, Scene, grouped
from convscope.synthesis.view import View


@dataclass(frozen=True, eq=False)
class Ascent:
    """Where a climb is.

    Attributes:
        parameterization: what makes pictures of the parameters.
        parameters: (N, ...), after the last step.
        history: (steps, N) the objective at each step, before it was taken.
        attention: (N, rows, columns) how much each pixel was pulled at: the magnitude of its gradient, summed over
            channels and steps; empty where `Climb.attention` is off.
        state: makes all that is needed to go on; plain values and tensors, which ``torch.save`` keeps.
    """

    parameterization: Parameterization
    parameters: Tensor
    history: Tensor
    attention: Tensor
    state: Callable[[], Mapping[str, Any]]

    @property
    def steps(self) -> int:
        """Steps taken."""
        return len(self.history)

    @property
    def images(self) -> Tensor:
        """The pictures (N, C, rows, columns), on the scale where 0 is black and 1 is white."""
        with torch.no_grad():
            return self.parameterization.image(self.parameters)


class Stop(Exception):  # noqa: N818  # nothing went wrong
    """Raised by who watches a climb, to end it after the step."""


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
        watch: called after each step with where the climb is; it may raise `Stop`, after which the pictures are the
            best so far (see `Best`) unless the climb keeps none.
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
    scene = Scene(network, graph, grouped(network, graph, objectives), parameterization, climb, view)
    seeds = range(len(objectives)) if seeds is None else seeds
    run = _Run(
        leaf=parameters.detach().to(graph.device, graph.dtype, copy=True).requires_grad_(),
        generators=[torch.Generator().manual_seed(seed) for seed in seeds],
        history=torch.zeros(0, len(objectives)),
        attention=torch.zeros(len(objectives), *parameterization.space.shape[1:])
        if climb.attention
        else None,
        scene=scene,
        best=Best(len(objectives), 1 if scene.is_still else WINDOW) if watch and climb.best else None,
    )
    del parameters  # of a large picture, 100 megabytes
    if state is not None:
        run.restore(state)
    with torch.inference_mode(False), torch.enable_grad():
        while len(run.history) < climb.steps:
            done = climb.converged(run.history)
            if done.all():
                break
            run.step(done)
            if watch is not None:
                try:
                    watch(run.now())
                except Stop:
                    if run.best:
                        return replace(run.now(), parameters=run.best_parameters())
                    break
    run.check(run.leaf)
    return run.now()


@dataclass
class _Run:
    """What changes from step to step."""

    scene: Scene
    leaf: Tensor
    generators: Sequence[torch.Generator]
    history: Tensor
    attention: Tensor | None
    best: Best | None

    def __post_init__(self) -> None:
        self.optimizer = self.scene.climb.stepper.optimizer(self.leaf)
        self.last: tuple[Tensor, Pull] | None = None

    def now(self) -> Ascent:
        attention = torch.zeros(0) if self.attention is None else self.attention
        parameters = self.leaf.detach()
        return Ascent(self.scene.parameterization, parameters, self.history, attention, self.state)

    def state(self) -> dict[str, Any]:
        return {
            "parameters": self.leaf.detach().clone(),
            "optimizer": copy.deepcopy(self.optimizer.state_dict()),
            "generators": [generator.get_state() for generator in self.generators],
            "history": self.history.clone(),
            "attention": None if self.attention is None else self.attention.clone(),
            "best": self.best.state() if self.best else None,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        with torch.no_grad():
            self.leaf.copy_(state["parameters"])
        self.optimizer.load_state_dict(copy.deepcopy(state["optimizer"]))
        for generator, generator_state in zip(self.generators, state["generators"], strict=True):
            generator.set_state(generator_state)
        self.history = state["history"].clone()
        self.attention = None if state["attention"] is None else state["attention"].clone()
        if self.best and state["best"]:
            self.best.restore(state["best"])

    def step(self, done: Tensor) -> None:
        """One step up by all pictures that are not done."""
        drawn = [generator.get_state() for generator in self.generators]
        before = self.leaf.detach().clone() if done.any() else None
        found: list[Pull] = []

        def closure() -> float:
            # A line search compares values, which must then be of pictures that were moved alike.
            for generator, generator_state in zip(self.generators, drawn, strict=True):
                generator.set_state(generator_state)
            pull = self.pull()
            self.leaf.grad = -pull.by_parameters
            if self.best and not found:
                self.best.see(self.leaf, pull.scores)
            found.append(pull)
            return -float(pull.scores.sum())

        self.optimizer.step(closure)
        with torch.no_grad():
            self._finish(before, done)
        scores = found[0].scores
        self.check(scores)
        self.history = torch.cat([self.history, scores.cpu()[None].float()])
        if self.attention is not None:
            self.attention += found[0].by_images.abs().sum(1).cpu().float()

    def best_parameters(self) -> Tensor:
        """Those of the best pictures, the last ones among them, which no step has judged yet."""
        assert self.best
        drawn = [generator.get_state() for generator in self.generators]
        best = copy.deepcopy(self.best)  # a climb that goes on from here judges them itself
        best.see(self.leaf, self.pull().scores)
        for generator, generator_state in zip(self.generators, drawn, strict=True):
            generator.set_state(generator_state)
        assert best.parameters is not None
        return best.parameters

    def check(self, numbers: Tensor) -> None:
        """Raise SynthesisError where there is one that is none."""
        if not numbers.isfinite().all():
            raise SynthesisError(
                f"The objective is not a number any more at step {len(self.history) + 1}.",
                "Take smaller steps (a lower rate), or check the network's weights.",
            )

    def pull(self) -> Pull:
        """Where the objectives pull; a line search ends where the next one begins, which is computed once."""
        if self.last is not None and torch.equal(self.last[0], self.leaf):
            return self.last[1]
        pull = self.scene.pull(self.leaf, self.generators)
        if self.scene.is_still and self.scene.climb.stepper.alone:
            self.last = self.leaf.detach().clone(), pull
        return pull

    def _finish(self, before: Tensor | None, done: Tensor) -> None:
        scene = self.scene
        if scene.climb.after:
            images = scene.parameterization.image(self.leaf)
            for change in scene.climb.after:
                images = change(images)
            self.leaf.copy_(scene.parameterization.of(images))
        if before is not None:
            self.leaf[done] = before[done]
