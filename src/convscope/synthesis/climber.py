"""A climb under way: what changes from step to step."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from convscope.errors import SynthesisError
from convscope.synthesis.best import Best
from convscope.synthesis.scene import Pull, Scene


@dataclass
class Climber:
    """What changes from step to step.

    Attributes:
        scene: what stays the same.
        leaf: the parameters (N, ...).
        generators: N of them, of each picture's movements.
        history: (steps, N) the objective at each step, before it was taken.
        attention: (N, rows, columns) how much each pixel was pulled at, or None where nobody asks.
        best: the best parameters so far, where they are kept.
        turned: steps taken before what is climbed last changed.
    """

    scene: Scene
    leaf: Tensor
    generators: Sequence[torch.Generator]
    history: Tensor
    attention: Tensor | None
    best: Best | None
    turned: int = 0

    def __post_init__(self) -> None:
        self.optimizer = self.scene.climb.stepper.optimizer(self.leaf)
        self.last: tuple[Tensor, Pull] | None = None

    def state(self) -> dict[str, Any]:
        """All that is needed to go on."""
        return {
            "parameters": self.leaf.detach().clone(),
            "optimizer": copy.deepcopy(self.optimizer.state_dict()),
            "generators": [generator.get_state() for generator in self.generators],
            "history": self.history.clone(),
            "attention": None if self.attention is None else self.attention.clone(),
            "best": self.best.state() if self.best else None,
            "turned": self.turned,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on from a state."""
        with torch.no_grad():
            self.leaf.copy_(state["parameters"])
        self.optimizer.load_state_dict(copy.deepcopy(state["optimizer"]))
        for generator, generator_state in zip(self.generators, state["generators"], strict=True):
            generator.set_state(generator_state)
        self.history = state["history"].clone()
        self.attention = None if state["attention"] is None else state["attention"].clone()
        if self.best and state["best"]:
            self.best.restore(state["best"])
        self.turned = state["turned"]

    def turn(self, scene: Scene) -> None:
        """Climb something else from here on: with nothing of the way so far but the pictures and its history."""
        self.scene, self.turned, self.last = scene, len(self.history), None
        self.optimizer = scene.climb.stepper.optimizer(self.leaf)
        if self.best:
            self.best = Best(len(self.generators), self.best.window)

    def step(self, done: Tensor) -> None:
        """One step up by all pictures that are not done."""
        drawn = [generator.get_state() for generator in self.generators]
        before = self.leaf.detach().clone() if done.any() else None
        for group in self.optimizer.param_groups:
            group["lr"] = self.scene.climb.rate_at(len(self.history))
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
        if scene.climb.constraints:
            images = scene.parameterization.image(self.leaf)
            for change in scene.climb.constraints:
                images = change(images)
            self.leaf.copy_(scene.parameterization.of(images))
        if before is not None:
            self.leaf[done] = before[done]
