"""Explain photos: from names to attributions."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from convscope.attribution import Method, Probe
from convscope.attribution.maps import fused
from convscope.attribution.method import has_rectifiers
from convscope.errors import MethodError
from convscope.explanation.attribution import Attribution
from convscope.explanation.targets import Target, objectives_of, rows_by_nodes
from convscope.images import Photo, PhotoSource
from convscope.network import Network
from convscope.network.captioning import says_sentences, sentence_of
from convscope.network.embedded_words import from_words_on
from convscope.network.region_captioning import holding_phrases, phrases_of, says_regions
from convscope.network.vocabulary import END
from convscope.objectives import Objective
from convscope.progress import Progress
from convscope.registry import find_method


def explain(
    network: Network,
    source: PhotoSource | Photo | Mapping[str, Any],
    method: str = "grad-cam",
    target: Target = None,
    layer: str | Sequence[str] | None = None,
    *,
    seed: int = 0,
    progress: Progress | None = None,
    **options: Any,
) -> Attribution:
    """Explain one photo.

    Args:
        network: from `convscope.open_network` or `convscope.Network`.
        source: a photo, or a tensor as the network takes it; see `convscope.network.Input.prepare`.  Of a network of
            several inputs a mapping by their names: one is explained, the others are held.
        method: a name of the registry.
        target: what to explain, as an objective, its text or the number of a class; by default what the network's
            task asks first, such as the most probable class.
        layer: by which layer, for class activation maps; by default the last one that holds something in places,
            which is said where attention follows (`Attribution.notes`).  ``input.NAME`` is
            the input to explain of several; by default the first photo.  Of several layers, in a
            list or with commas between, the maps are scaled, enlarged to the finest and averaged
            (`convscope.attribution.maps`).
        seed: of all random numbers.
        progress: ends it before the next passes when it is cancelled.
        options: the method's own.

    Raises:
        Cancelled: the progress was cancelled.
        ConvscopeError: of the kind that says what is wrong.
    """
    return explain_all(network, [source], method, [target], layer, seed=seed, progress=progress, **options)[0]


@torch.inference_mode(False)  # inside a caller's inference mode every gradient would silently be zero
def explain_all(
    network: Network,
    sources: Sequence[Any],
    method: str = "grad-cam",
    targets: Sequence[Target] | None = None,
    layer: str | Sequence[str] | None = None,
    *,
    seed: int = 0,
    progress: Progress | None = None,
    **options: Any,
) -> list[Attribution]:
    """Explain several photos in one go, with a target for each; see `explain`.

    The seconds and passes of each attribution are the photo's share.
    """
    if says_regions(network):
        asked_of = [None] * len(sources) if targets is None else targets
        return [
            _of_regions(network, source, method, target, layer, seed=seed, progress=progress, **options)
            for source, target in zip(sources, asked_of, strict=True)
        ]
    if any(isinstance(source, Mapping) for source in sources):
        asked_of = [None] * len(sources) if targets is None else targets
        return [
            explain_all(
                *_of_one_input(network, source, layer, method, target),
                seed=seed,
                progress=progress,
                **options,
            )[0]
            for source, target in zip(sources, asked_of, strict=True)
        ]
    if says_sentences(network):
        asked_of = [None] * len(sources) if targets is None else targets
        return [
            _of_sentence(network, source, method, target, layer, seed=seed, progress=progress, **options)
            for source, target in zip(sources, asked_of, strict=True)
        ]
    began = time.perf_counter()
    found = find_method(method)
    parsed = found.parse_options(options)
    if layer is not None and not found.uses_layer:
        raise MethodError(f"{method} explains by the pixels and takes no layer.", "Leave the layer out.")
    layers = _layers(layer)
    if not sources:
        return []
    photos = [_decoded(network, source) for source in sources]
    inputs = network.prepare(*photos)
    words = _words(network, inputs)
    # A word is no number that could change little by little; what stands for it is.
    network, inputs = from_words_on(network, inputs)
    _check_differentiable(network, found)
    graph = network.graph(inputs.shape[1:])
    if found.needs_rectifiers and not has_rectifiers(graph):
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
        probes = [
            Probe.of(network, inputs[rows], asked, layer=one, seed=seed, progress=progress) for one in layers
        ]
        maps = fused([found.function(probe, parsed) for probe in probes])
        address = ",".join(probe.layer.address for probe in probes) if found.uses_layer else None
        notes = tuple(note for probe in probes for note in probe.notes) if found.uses_layer else ()
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
                digest=hashlib.sha256(inputs[row].float().numpy(force=True).tobytes()).hexdigest()[:16],
                network=network.name,
                weights=network.weights,
                opening=network.opening,
                method=method,
                target=str(objectives[row]),
                layer=address,
                values=values,
                channels=None if maps.channels is None else maps.channels[place].float().cpu().numpy(),
                input_shape=graph.input_shape,
                view=network.inputs[0].look(photos[row], inputs[row]),
                whole=network.inputs[0].whole(photos[row]),
                drawn=found.drawn,
                # In a contrast what is below zero speaks for the other side: it is shown, too.
                scale="signed" if objectives[row].contrasts else found.scale,
                facts={name: float(fact[place]) for name, fact in maps.facts.items()},
                notes=notes + _note_of_place(found, objectives[row]),
                options=parsed.model_dump(),
                seed=seed,
                passes=sum(probe.passes.of(place) for probe in probes),
                seconds=seconds,
                words=words[row],
            )
    return [attributions[row] for row in range(len(photos))]


def _words(network: Network, inputs: Tensor) -> list[tuple[str, ...]]:
    vocabulary = network.inputs[0].vocabulary
    return [() if vocabulary is None else tuple(vocabulary.read(row)) for row in inputs]


def _note_of_place(method: Method[Any], objective: Objective) -> tuple[str, ...]:
    if not (method.points_everywhere and objective.is_local):
        return ()
    return (
        f"{method.name} weighs a channel alike at all places: asked about one of several things, it points at all "
        "that are like it. hirescam and layercam tell them apart.",
    )


def _of_sentence(
    network: Network, source: Any, method: str, target: Target, *rest: Any, **more: Any
) -> Attribution:
    """An attribution with the sentence held that the network says of a photo."""
    photo = _decoded(network, source)
    numbers = sentence_of(network, network.inputs[0].prepare(photo))
    held = network.holding({network.inputs[1].name: numbers})
    return explain_all(held, [photo], method, [target], *rest, **more)[0]


def _of_regions(
    network: Network, source: Any, method: str, target: Target, *rest: Any, **more: Any
) -> Attribution:
    """An attribution with the regions held that the network tells of a photo, and their phrases or those given."""
    photo, words = network.inputs
    given = source if isinstance(source, Mapping) else {photo.name: source}
    if photo.name not in given or given.keys() - {photo.name, words.name}:
        raise MethodError(
            f"{network.name} takes {photo.name} and perhaps {words.name}, got {', '.join(given)}.",
            "Give them by these names.",
        )
    example = _decoded(network, given[photo.name])
    said = phrases_of(network, photo.prepare(example))
    if words.name in given:
        numbers = words.prepare(given[words.name])[None]
        if (count := int((numbers[..., 0] != END).sum())) > len(said.found):
            raise MethodError(
                f"{count} phrases were given, and {len(said.found)} regions are told of the photo.",
                "Give one for each, the best first.",
            )
        said = said._replace(numbers=numbers)
    return explain_all(holding_phrases(network, said), [example], method, [target], *rest, **more)[0]


def _layers(layer: str | Sequence[str] | None) -> list[str | None]:
    """The layers to explain by; None is the default one."""
    if layer is None:
        return [None]
    named = layer.split(",") if isinstance(layer, str) else layer
    if not (isinstance(named, list | tuple) and named and all(isinstance(one, str) for one in named)):
        raise MethodError(
            f"A layer is its address or a list of several, got {layer!r}.", "Write for example blocks.4."
        )
    return [one.strip() for one in named]


def _of_one_input(
    network: Network, source: Any, layer: str | Sequence[str] | None, method: str, target: Target
) -> tuple[Network, list[Any], str, list[Target], str | Sequence[str] | None]:
    """The network as a function of the input to explain, that input's example, and the rest of the question."""
    named = isinstance(layer, str) and layer.startswith("input.")
    photos = [one.name for one in network.inputs if one.preprocessing is not None]
    free = str(layer).removeprefix("input.") if named else (photos or [network.inputs[0].name])[0]
    if free not in source:
        raise MethodError(
            f"The input to explain is {free}, which was not given.",
            f"Give it, or name another as the layer: input.{network.inputs[0].name}.",
        )
    held = network.holding({name: value for name, value in source.items() if name != free}, free)
    return held, [source[free]], method, [target], None if named else layer


def _decoded(network: Network, source: Any) -> Any:
    """A photo decoded once, for the picture beside the map and for the network."""
    one = network.inputs[0]
    if one.preprocessing is None or (isinstance(source, Tensor) and source.is_floating_point()):
        return source
    return network.photo(source)


def _check_differentiable(network: Network, method: Method[Any]) -> None:
    one = network.inputs[0]
    if one.dtype is not None and not one.dtype.is_floating_point and not method.uses_layer:
        raise MethodError(
            f"{method.name} changes its input little by little, and {one.name} holds whole numbers.",
            "Explain by a layer behind it, with layer-integrated-gradients or grad-cam.",
        )


def _name(source: Any) -> str:
    return source.name if isinstance(source, Photo) else "tensor"
