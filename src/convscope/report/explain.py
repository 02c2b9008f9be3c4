"""Explain photos: from names to attributions."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from convscope.attribution import Method, Probe
from convscope.errors import MethodError
from convscope.graph import Graph
from convscope.graph.operations import RECTIFIERS
from convscope.images import Photo, decode
from convscope.network import Network
from convscope.objectives import Objective, class_score, parse
from convscope.registry import find_method
from convscope.report.attribution import Attribution


def explain(
    network: Network,
    source: Any,
    method: str = "grad-cam",
    target: str | Objective | None = None,
    layer: str | None = None,
    *,
    seed: int = 0,
    **options: Any,
) -> Attribution:
    """Explain one photo.

    Args:
        network: from `convscope.open_network` or `convscope.Network`.
        source: anything that `convscope.images.decode` reads, or a tensor of the network's own shape (C, ...).
        method: a name of the registry.
        target: what to explain, as an objective or its text; by default the most probable class.
        layer: by which layer, for class activation maps; by default the last one with places.
        seed: of all random numbers.
        options: the method's own.

    Raises:
        ConvscopeError: of the kind that says what is wrong.
    """
    return explain_all(network, [source], method, [target], layer, seed=seed, **options)[0]


def explain_all(
    network: Network,
    sources: Sequence[Any],
    method: str = "grad-cam",
    targets: Sequence[str | Objective | None] | None = None,
    layer: str | None = None,
    *,
    seed: int = 0,
    **options: Any,
) -> list[Attribution]:
    """Explain several photos in one go, with a target for each; see `explain`.

    The seconds and passes of each attribution are the photo's share.
    """
    began = time.perf_counter()
    found = find_method(method)
    photos = [source if isinstance(source, Photo | Tensor) else decode(source) for source in sources]
    inputs = network.prepare(*photos)
    graph = network.graph(inputs.shape[1:])
    _check_rectifiers(found, graph)
    asked = [
        parse(target) if isinstance(target, str) else target for target in targets or [None] * len(photos)
    ]
    passes = 0
    if None in asked:
        passes += len(photos)
        top = _most_probable(network, inputs)
        asked = [top[row] if target is None else target for row, target in enumerate(asked)]
    probe = Probe.of(network, inputs, [t for t in asked if t is not None], layer=layer, seed=seed)
    parsed = found.parse_options(options)
    maps = found.function(probe, parsed)
    values = maps.values.float().cpu().numpy()
    if not np.isfinite(values).all():
        raise MethodError(
            f"{method} gave values that are not finite for {network.name}.", "Check the network's weights."
        )
    seconds = (time.perf_counter() - began) / len(photos)
    return [
        Attribution(
            photo=photo.name if isinstance(photo, Photo) else "tensor",
            network=network.name,
            weights=network.weights,
            method=method,
            target=str(asked[row]),
            layer=probe.layer.address if found.uses_layer else None,
            values=values[row],
            channels=None if maps.channels is None else maps.channels[row].float().cpu().numpy(),
            view=_view(network, photo, inputs[row]),
            scale=found.scale,
            facts={name: float(fact[row]) for name, fact in maps.facts.items()},
            options=parsed.model_dump(),
            seed=seed,
            passes=(passes + probe.passes) // len(photos),
            seconds=seconds,
        )
        for row, photo in enumerate(photos)
    ]


def class_target(network: Network, index: int) -> Objective:
    """The score of a class, by its first word where that word means no other class, else by its number."""
    word = network.labels.short(index)
    unique = sum(word in name.split(", ") for name in network.labels.names) == 1
    return class_score(word if unique and not word.isdecimal() else index)


def _most_probable(network: Network, inputs: Tensor) -> list[Objective]:
    predictions = network.predictions(inputs, top=1)
    return [class_target(network, best[0].index) for best in predictions]


def _check_rectifiers(method: Method[Any], graph: Graph) -> None:
    if method.needs_rectifiers and not any(node.operation in RECTIFIERS for node in graph.layers):
        raise MethodError(
            f"{method.name} changes how ReLUs pass gradients back, and this network has none.",
            "Its picture would be the plain gradient: use saliency.",
        )


def _view(
    network: Network, photo: Photo | Tensor, inputs: Tensor
) -> np.ndarray[Any, np.dtype[np.uint8]] | None:
    preprocessing = network.preprocessing
    if preprocessing is None or inputs.dim() != 3 or preprocessing.channels not in (1, 3):
        return None
    if isinstance(photo, Photo):
        seen = preprocessing.look(photo)
    else:
        shown = preprocessing.to_display(inputs).clamp(0, 1).mul(255).round().to(torch.uint8)
        seen = shown.permute(1, 2, 0).cpu().numpy()
    return np.repeat(seen, 3, axis=2) if seen.shape[2] == 1 else seen
