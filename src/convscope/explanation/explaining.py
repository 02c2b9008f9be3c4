"""Explain photos: from names to attributions."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from convscope.attribution import Probe
from convscope.attribution.maps import fused
from convscope.errors import MethodError
from convscope.explanation.attribution import Attribution
from convscope.explanation.targets import Target, objectives_of, rows_by_nodes
from convscope.images import Photo, decode
from convscope.network import Network
from convscope.registry import find_method


def explain(
    network: Network,
    source: Any,
    method: str = "grad-cam",
    target: Target = None,
    layer: str | None = None,
    *,
    seed: int = 0,
    **options: Any,
) -> Attribution:
    """Explain one photo.

    Args:
        network: from `convscope.open_network` or `convscope.Network`.
        source: anything that `convscope.images.decoding` reads, or a tensor of the network's own shape (C, ...).
        method: a name of the registry.
        target: what to explain, as an objective or its text; by default the most probable class.
        layer: by which layer, for class activation maps; by default the last one with places.  Of several, with
            commas between, the maps are scaled, enlarged to the finest and averaged
            (`convscope.attribution.maps`).
        seed: of all random numbers.
        options: the method's own.

    Raises:
        ConvscopeError: of the kind that says what is wrong.
    """
    return explain_all(network, [source], method, [target], layer, seed=seed, **options)[0]


@torch.inference_mode(False)  # inside a caller's inference mode every gradient would silently be zero
def explain_all(
    network: Network,
    sources: Sequence[Any],
    method: str = "grad-cam",
    targets: Sequence[Target] | None = None,
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
    parsed = found.parse_options(options)
    if layer is not None and not found.uses_layer:
        raise MethodError(f"{method} explains by the pixels and takes no layer.", "Leave the layer out.")
    layers = [None] if layer is None else [one.strip() for one in layer.split(",")]
    photos = [source if isinstance(source, Photo | Tensor) else decode(source) for source in sources]
    if not photos:
        return []
    inputs = network.prepare(*photos)
    graph = network.graph(inputs.shape[1:])
    if not found.fits(graph):
        raise MethodError(
            f"{method} changes how ReLUs pass gradients back, and this network has none.",
            "Its picture would be the plain gradient: use saliency.",
        )
    targets = [None] * len(photos) if targets is None else targets
    objectives = objectives_of(network, inputs, targets)
    preparation = (time.perf_counter() - began) / len(photos)
    attributions: dict[int, Attribution] = {}
    for rows in rows_by_nodes(network, graph, objectives):
        began = time.perf_counter()
        asked = [objectives[row] for row in rows]
        probes = [Probe.of(network, inputs[rows], asked, layer=one, seed=seed) for one in layers]
        maps = fused([found.function(probe, parsed) for probe in probes])
        address = ",".join(probe.layer.address for probe in probes) if found.uses_layer else None
        seconds = preparation + (time.perf_counter() - began) / len(rows)
        for place, row in enumerate(rows):
            values = maps.values[place].float().cpu().numpy()
            if not np.isfinite(values).all():
                raise MethodError(
                    f"{method} gave values that are not finite for {network.name}.",
                    "Check the network's weights.",
                )
            attributions[row] = Attribution(
                photo=_name(photos[row]),
                network=network.name,
                weights=network.weights,
                method=method,
                target=str(objectives[row]),
                layer=address,
                values=values,
                channels=None if maps.channels is None else maps.channels[place].float().cpu().numpy(),
                input_shape=graph.input_shape,
                view=_view(network, photos[row], inputs[row]),
                # In a contrast what is below zero speaks for the other side: it is shown, too.
                scale="signed" if objectives[row].contrasts else found.scale,
                facts={name: float(fact[place]) for name, fact in maps.facts.items()},
                options=parsed.model_dump(),
                seed=seed,
                passes=(targets[row] is None) + sum(probe.passes.of(place) for probe in probes),
                seconds=seconds,
            )
    return [attributions[row] for row in range(len(photos))]


def _name(photo: Photo | Tensor) -> str:
    return photo.name if isinstance(photo, Photo) else "tensor"


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
