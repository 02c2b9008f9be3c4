"""Ascent: pictures that make an objective as high as it gets.

The gradient that trains weights, taken by the pixels: parameters -> picture -> moved at random -> normalised ->
graph, up to the layers that the objective reads and no further.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import torch
from PIL.Image import Image
from torch import Tensor

from convscope.errors import SynthesisError
from convscope.network import Network
from convscope.objectives import Objective
from convscope.progress import Progress
from convscope.synthesis.best import WINDOW, Best
from convscope.synthesis.checkpoint import Checkpoint, State
from convscope.synthesis.climb import Climb
from convscope.synthesis.climber import Climber
from convscope.synthesis.parameterization import Parameterization
from convscope.synthesis.pictures import preview
from convscope.synthesis.scene import Scene, grouped
from convscope.synthesis.view import View

# From the steps taken to what is climbed now, one objective a picture; None for those that the climb began with.
Steered = Callable[[int], Sequence[Objective] | None]


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
        stopped: whether it was cancelled before its last step.
    """

    parameterization: Parameterization
    parameters: Tensor
    history: Tensor
    attention: Tensor
    state: Callable[[], State]
    stopped: bool = False

    @property
    def steps(self) -> int:
        """Steps taken."""
        return len(self.history)

    @property
    def images(self) -> Tensor:
        """The pictures (N, C, rows, columns), on the scale where 0 is black and 1 is white."""
        with torch.no_grad():
            return self.parameterization.image(self.parameters)


def ascend(
    network: Network,
    objectives: Sequence[Objective],
    parameterization: Parameterization,
    parameters: Tensor,
    climb: Climb,
    *,
    seeds: Sequence[int] | None = None,
    progress: Progress | None = None,
    checkpoint: Checkpoint | None = None,
    view: View | None = None,
    steered: Steered | None = None,
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
        progress: told after each step; once it is cancelled, the pictures are the best so far (see `Best`) unless
            the climb keeps none.
        checkpoint: where a climb with the same arguments was left, and where this one is kept.
        view: how the network sees pictures of any size, moved at random at each step by as much as it has room;
            all pictures then have one objective.
        steered: asked before each step.

    Raises:
        AddressError: an objective names a layer, channel or neuron that the network does not have.
        SynthesisError: the objective is not a number any more.
    """
    if climb.stepper.alone and len(objectives) > 1:
        raise SynthesisError(
            f"{type(climb.stepper).__name__} climbs one picture at a time, {len(objectives)} were given.",
            "Make them one by one, or climb with Adam.",
        )
    checkpoint = checkpoint or Checkpoint()
    begun = len(checkpoint.resumed["history"]) if checkpoint.resumed is not None else 0
    objectives = (steered and steered(begun)) or objectives
    graph = view.graph if view else network.graph(parameterization.space.shape)
    scene = Scene(network, graph, grouped(network, graph, objectives), parameterization, climb, view)
    seeds = range(len(objectives)) if seeds is None else seeds
    climber = Climber(
        # In half precision a step would be lost in rounding, and there are no Fourier transforms.
        leaf=parameters.detach()
        .to(graph.device, torch.promote_types(graph.dtype, torch.float32), copy=True)
        .requires_grad_(),
        generators=[torch.Generator().manual_seed(seed) for seed in seeds],
        history=torch.zeros(0, len(objectives)),
        attention=torch.zeros(len(objectives), *parameterization.space.shape[1:])
        if climb.attention
        else None,
        scene=scene,
        best=Best(len(objectives), 1 if scene.is_still else WINDOW) if progress and climb.best else None,
    )
    del parameters  # of a large picture, 100 megabytes
    if checkpoint.resumed is not None:
        climber.restore(checkpoint.resumed)
    with torch.inference_mode(False), torch.enable_grad():
        while len(climber.history) < climb.steps:
            others = steered(len(climber.history)) if steered is not None else None
            if others is not None and list(others) != list(objectives):
                objectives = others
                climber.turn(replace(scene, groups=grouped(network, graph, objectives)))
            done = climb.converged(climber.history[climber.turned :])
            if done.all():
                break
            climber.step(done)
            if progress is not None:
                _tell(progress, climber)
            cancelled = progress is not None and progress.cancelled
            checkpoint.keep(climber.state, last=cancelled)
            if cancelled:
                best = climber.best_parameters() if climber.best else climber.leaf.detach()
                return replace(_ascent(climber), parameters=best, stopped=True)
    climber.check(climber.leaf)
    return _ascent(climber)


def _tell(progress: Progress, climber: Climber) -> None:
    parameterization, parameters = climber.scene.parameterization, climber.leaf.detach()

    def picture() -> Image:
        with torch.no_grad():
            return preview(parameterization.image(parameters))

    progress.step(
        len(climber.history),
        climber.scene.climb.steps,
        picture=picture,
        figures={"objective": float(climber.history[-1].mean())},
    )


def _ascent(climber: Climber) -> Ascent:
    attention = torch.zeros(0) if climber.attention is None else climber.attention
    parameterization = climber.scene.parameterization
    return Ascent(parameterization, climber.leaf.detach(), climber.history, attention, climber.state)
