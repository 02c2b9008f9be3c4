"""Feature visualization beside lucent's, on EfficientNet-Lite0 with ImageNet weights.

Both climb the same unit of the same weights: 224 x 224, Fourier coordinates with decorrelated colours, Adam, two
threads, memory kept as this project's commands do for both, each package used as its documentation shows and with
its default rate, lucent also with a module whose weights lie channels last.  The movements are jitter 8, scale 0.9
to 1.1, rotation by up to 10 degrees, jitter 4.  Lucent gets timm's module and, as it would otherwise enlarge what is
smaller and normalise as torchvision does, the size and normalisation of this network.  The difference is that of the
two gradients by the same pixels; the movements of the two are drawn from other random numbers.

Quality: twenty units, five at each of four depths, 64 steps; the objective reached is the mean over 16 fresh random
movements, drawn by this project and alike for both pictures.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from functools import cache
from statistics import median

import numpy as np
import timm
import torch
from lucent.optvis import param, render, transform
from torch import Tensor, nn
from torchvision.transforms import Normalize

from benchmarks.measure import Figure, Row, in_turns
from convscope.cli.memory import keep_freed_memory
from convscope.graph import PLAIN, evaluate, gradient
from convscope.network import Network
from convscope.network.embedded import ARCHITECTURE, open_embedded
from convscope.objectives import channel, class_score
from convscope.objectives.objective import Objective
from convscope.synthesis import STANDARD, Climb, Fourier, Parameterization, ascend
from convscope.synthesis.transforms import transformed

SIDE = 224
STEPS_TIMED = 12
STEPS_JUDGED = 64
MOVEMENTS = 16
UNITS = {
    "blocks.1": (3, 7, 11, 15, 19),
    "blocks.3": (5, 20, 35, 50, 65),
    "blocks.5": (10, 50, 90, 130, 170),
    "class": (1, 130, 281, 530, 980),
}


@cache
def subjects() -> tuple[Network, nn.Module]:
    """The same weights as this project's network and as timm's module."""
    network = open_embedded()
    module = timm.create_model(ARCHITECTURE).eval()
    module.load_state_dict({name: network.graph().tensors[name] for name in module.state_dict()})
    return network, module


def run(rounds: int = 5, per_depth: int = 5) -> Iterator[Row | Figure]:
    """Time a step, batches, overhead, endurance and quality."""
    torch.set_num_threads(2)
    keep_freed_memory()
    yield _step("a step at the last layer", "class", 281, 3.5, rounds)
    yield _step("a step at blocks.1", "blocks.1", 3, 4.0, rounds)
    yield _overhead("blocks.1", 3, rounds)
    yield _overhead("class", 281, rounds)
    yield _batch(rounds)
    yield _endurance()
    yield from _quality(per_depth)


def unit(layer: str, index: int) -> Objective:
    """A unit as this project names it."""
    return class_score(index) if layer == "class" else channel(layer, index)


def ours(objectives: Sequence[Objective], steps: int, seed: int = 0) -> Tensor:
    """Pictures by this project."""
    network, _ = subjects()
    made = Parameterization(Fourier((3, SIDE, SIDE)))
    starts = [made.start(torch.Generator().manual_seed(seed), 0.05) for _ in objectives]
    return ascend(
        network, objectives, made, torch.cat(starts), Climb(steps), seeds=[seed] * len(starts)
    ).images


def lucents(layer: str, index: int, steps: int, seed: int = 0) -> Tensor:
    """A picture by lucent; hooks that it leaves behind are taken away, which its users do not do."""
    _, module = subjects()
    torch.manual_seed(seed)
    np.random.seed(seed)  # what lucent draws from
    name = "labels" if layer == "class" else layer.replace(".", "_")
    movements = [
        transform.jitter(8),
        transform.random_scale([0.9 + step / 50 for step in range(11)]),
        transform.random_rotate(list(range(-10, 11))),
        transform.jitter(4),
        Normalize([0.5] * 3, [0.5] * 3),
    ]
    pictures = render.render_vis(
        module,
        f"{name}:{index}",
        lambda: param.image(SIDE),
        transforms=movements,
        thresholds=(steps,),
        preprocess=False,
        progress=False,
        show_image=False,
        fixed_image_size=SIDE,
    )
    for part in module.modules():
        part._forward_hooks.clear()
        for parameter in part.parameters(recurse=False):
            parameter.grad = None
    return torch.from_numpy(pictures[-1]).permute(0, 3, 1, 2)


def _step(claim: str, layer: str, index: int, goal: float, rounds: int) -> Row:
    objective = unit(layer, index)
    _, module = subjects()
    times: list[tuple[float, float]] = []
    for layout in (torch.contiguous_format, torch.channels_last):
        module.to(memory_format=layout)
        times.append(
            in_turns(
                lambda: ours([objective], STEPS_TIMED),
                lambda: lucents(layer, index, STEPS_TIMED),
                rounds=rounds,
            )
        )
    module.to(memory_format=torch.contiguous_format)
    (_, page), _ = times
    mine, theirs = min(times, key=lambda pair: pair[1])
    return Row(
        claim,
        mine / STEPS_TIMED,
        "lucent",
        theirs / STEPS_TIMED,
        goal,
        _difference(layer, index),
        page / STEPS_TIMED,
        "channels last" if theirs < page else "",
    )


def _difference(layer: str, index: int) -> float:
    """Of the gradients by the pixels that the two climb, at the same pixels and without movements."""
    network, module = subjects()
    graph, objective = network.graph(), unit(layer, index)
    bound = objective.bind(network)
    inputs = torch.rand(1, 3, SIDE, SIDE, generator=torch.Generator().manual_seed(0))
    mine = gradient(graph, {graph.input: inputs}, bound.reads, bound.score, [graph.input]).gradients[
        graph.input
    ]
    kept: list[Tensor] = []
    part = module if layer == "class" else module.get_submodule(layer)
    hook = part.register_forward_hook(lambda _module, _inputs, output: kept.append(output))
    leaf = inputs.clone().requires_grad_()
    module(leaf)
    hook.remove()
    (theirs,) = torch.autograd.grad(kept[0][:, index].mean(), leaf)
    return float((mine - theirs).abs().max() / (theirs.max() - theirs.min()))


def _overhead(layer: str, index: int, rounds: int) -> Figure:
    """A step beside the forward and backward pass to its layer alone."""
    network, _ = subjects()
    graph, objective = network.graph(), unit(layer, index)
    bound, inputs = objective.bind(network), torch.randn(1, 3, SIDE, SIDE)

    def bare() -> None:
        for _ in range(STEPS_TIMED):
            gradient(graph, {graph.input: inputs}, bound.reads, bound.score, [graph.input], PLAIN)

    whole, limit = in_turns(lambda: ours([objective], STEPS_TIMED), bare, rounds=2 * rounds)
    claim = f"a step, beside forward and backward alone: {objective}"
    return Figure(claim, whole / limit, "times", 1.2, "at most")


def _batch(rounds: int) -> Figure:
    objectives = [channel("blocks.5", number) for number in range(8)]
    together, alone = in_turns(
        lambda: ours(objectives, 2),
        lambda: [ours([one], 2) for one in objectives],
        rounds=max(2, rounds // 2),
    )
    return Figure(
        "eight units in a batch, beside one by one", alone / together, "times as fast", 2, "at least"
    )


def _endurance() -> Figure:
    objective = channel("blocks.1", 3)
    times = []
    for _ in range(30):
        began = time.perf_counter()
        ours([objective], STEPS_TIMED)
        times.append(time.perf_counter() - began)
    slowdown = median(times[-10:]) / median(times[:10])
    return Figure(
        "the last ten of 30 visualizations, beside the first ten", slowdown, "times", 1.1, "at most"
    )


def _quality(per_depth: int) -> Iterator[Figure]:
    claim = "units on which the objective reached is at least lucent's"
    won, count, grey = 0, 0, 0
    for layer, indices in UNITS.items():
        chosen, won_here, notes = indices[:per_depth], 0, []
        pictures = ours([unit(layer, index) for index in chosen], STEPS_JUDGED)
        for picture, index in zip(pictures, chosen, strict=True):
            peer = lucents(layer, index, STEPS_JUDGED)
            mine, theirs = judged(picture[None], unit(layer, index)), judged(peer, unit(layer, index))
            won_here, count = won_here + (mine >= theirs), count + 1
            grey += bool(picture.std() < 0.02)
            notes.append(f"{layer}:{index} {mine:.3g}/{theirs:.3g}")
        won += won_here
        size = len(chosen)
        yield Figure(f"{claim}: {layer}", won_here, f"of {size}", 0.8 * size, "at least", "; ".join(notes))
    yield Figure(claim, won, f"of {count}", 0.8 * count, "at least")
    yield Figure("grey pictures", grey, f"of {count}", 0, "at most")


@torch.no_grad()
def judged(picture: Tensor, objective: Objective) -> float:
    """Mean of an objective over fresh movements of a picture (1, C, rows, columns)."""
    network, _ = subjects()
    graph, bound = network.graph(), objective.bind(network)
    assert network.preprocessing is not None
    generators = [torch.Generator().manual_seed(1000 + number) for number in range(MOVEMENTS)]
    moved = transformed(picture.repeat(MOVEMENTS, 1, 1, 1), STANDARD, generators)
    inputs = network.preprocessing.from_display(moved)
    scores = [bound.score(evaluate(graph, {graph.input: one[None]}, bound.reads)) for one in inputs]
    return float(torch.cat(scores).mean())
