"""Dreams: photos in which a network sees more of what it already sees."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial

import numpy as np
import torch
from PIL.Image import Image
from torch import Tensor

from convscope.errors import ObjectiveError
from convscope.graph.shapes.stages import stage_ends
from convscope.makers.photos import (
    array_of,
    check_takes_photos,
    photo_of_size,
    pil_of,
    with_shorter_side,
)
from convscope.makers.progress import Making
from convscope.makers.registration import maker
from convscope.makers.result import Synthesis
from convscope.makers.settings import DreamSettings
from convscope.network import Network
from convscope.objectives import Guide, Objective, parse
from convscope.objectives.objective import Combination
from convscope.objectives.units import Layer
from convscope.progress import Part
from convscope.synthesis.checkpoint import State
from convscope.synthesis.colours import with_luminance_of
from convscope.synthesis.deepdream import Dreaming, Terms, balanced, dream, zoomed
from convscope.synthesis.pictures import as_image
from convscope.synthesis.view import View

ZOOM_OCTAVES = 2  # of each picture after the first: the large shapes are there already


def with_layers(network: Network, settings: DreamSettings, layers: Sequence[str]) -> DreamSettings:
    """The settings with something else to see more of.

    Raises:
        ConvscopeError: the network has no such layer or class.
    """
    changed = settings.model_copy(update={"layers": tuple(layers)})
    scenes_of(network, changed)
    return changed


@maker("dream", DreamSettings, steer=with_layers)
def dream_maker(network: Network, settings: DreamSettings, making: Making) -> Synthesis:
    """Dream the photo; then, where a zoom is asked for, go nearer and dream again and again."""
    check_takes_photos(network)
    photo = photo_of_size(settings.photo, settings.size)
    scenes = scenes_of(network, settings)
    terms = scenes[0]
    first, nearer = (
        dreaming(settings, settings.octaves),
        dreaming(settings, min(ZOOM_OCTAVES, settings.octaves)),
    )
    first_sizes, nearer_sizes = len(first.sizes(photo)), len(nearer.sizes(photo))
    steps = settings.steps * (first_sizes + settings.zoom * nearer_sizes)
    filming = bool(making.frames and settings.zoom)
    if filming:  # the film is the way inwards, not the steps of each picture
        making.frames = 0

    @cache
    def seeing(layers: tuple[str, ...]) -> Terms:
        return scenes_of(network, with_layers(network, settings, layers))[0]

    def steered(before: int, step: int) -> Terms | None:
        layers = making.steering.at(before + step)
        return None if layers is None else seeing(layers)

    begun = dict(making.resumed or {"dream": 0, "from": photo, "octaves": None})
    image, values = photo, [0.0]
    for number in range(begun["dream"], settings.zoom + 1):
        source = begun["from"] if number == begun["dream"] else zoomed(image, settings.zoom_by, settings.turn)
        terms = _at(scenes, number / max(1, settings.zoom))

        def whole(octaves: State, number: int = number, source: Tensor = source) -> State:
            return {"dream": number, "from": source, "octaves": octaves}

        def coloured(picture: Image, source: Tensor = source) -> Image:
            return pil_of(coloured_as_set(settings, source, as_image(np.asarray(picture))))

        taken = 0 if number == 0 else settings.steps * (first_sizes + (number - 1) * nearer_sizes)
        found, histories = dream(
            network,
            source,
            terms,
            nearer if number else first,
            seed=settings.seed + 1000 * number,
            progress=Part(making, taken, steps, what="dream", picture=coloured),
            checkpoint=making.within(whole, begun["octaves"] if number == begun["dream"] else None),
            steered=partial(steered, taken),
        )
        image = coloured_as_set(settings, source, found)
        values = [float(history[-1]) for history in histories]
        if filming:
            making.film.append(pil_of(image))
        if making.stopped:
            break
    if (layers := making.steering.ended(making.done)) is not None:
        terms = seeing(layers)
    view = View.of(network, photo, settings.tile)
    objective = balanced(view, terms, photo)
    with torch.no_grad():
        value, before = (float(view.score(one, view.bind(objective))[0]) for one in (image, photo))
    return Synthesis(
        picture=pil_of(image),
        images=array_of(image),
        objective=str(Combination(tuple(terms))),
        value=value,
        steps=making.done,
        facts={"photo": str(settings.photo), "photo_value": before, "octave_values": values},
    )


def dreaming(settings: DreamSettings, octaves: int) -> Dreaming:
    """How to dream, in so many octaves."""
    return Dreaming(octaves, settings.scale, settings.steps, settings.rate, settings.jitter, settings.tile)


def coloured_as_set(settings: DreamSettings, photo: Tensor, image: Tensor) -> Tensor:
    """The dream, in the photo's colours where they are to be kept."""
    if not settings.keep_colours:
        return image
    if photo.shape != image.shape:  # a preview of an octave
        photo = torch.nn.functional.interpolate(photo, image.shape[2:], mode="area")
    return with_luminance_of(photo, image)


def scenes_of(network: Network, settings: DreamSettings) -> list[Terms]:
    """What to see more of, one after the other."""
    if settings.then and not settings.zoom:
        raise ObjectiveError(
            "What a dream sees later is a matter of a zoom, and none was asked for.",
            "Ask for a zoom, such as 40.",
        )
    first = settings.layers or (stage_ends(network.graph())[-2].address,)
    return [_terms(network, settings, first), *(_terms(network, settings, (text,)) for text in settings.then)]


def _at(scenes: list[Terms], share: float) -> Terms:
    """What to see more of at a share of the way: a scene, or two of which one fades into the next."""
    place = share * (len(scenes) - 1)
    number = min(int(place), len(scenes) - 1)
    fade = place - number
    if not fade:
        return scenes[number]
    fading = [((1 - fade) * weight, objective) for weight, objective in scenes[number]]
    return [*fading, *((fade * weight, objective) for weight, objective in scenes[number + 1])]


def _terms(network: Network, settings: DreamSettings, texts: Sequence[str]) -> Terms:
    """What texts say to see more of: weights and objectives."""
    terms = [term for text in texts for term in _weighted(parse(text))]
    for _, objective in terms:
        objective.bind(network)
    if settings.guide is None:
        return terms
    guide = with_shorter_side(photo_of_size(settings.guide, None), min(network.input_shape[1:]))
    view = View.of(network, guide, settings.tile)
    guided: list[tuple[float, Objective]] = []
    for weight, objective in terms:
        if not isinstance(objective, Layer):
            raise ObjectiveError(
                f"A guide is seen by whole layers, but {objective} was given.", "Name layers alone."
            )
        maps = view.values(guide, [objective.address])[objective.address][0]
        guided.append((weight, Guide(objective.address, maps.flatten(1), str(settings.guide))))
    return guided


def _weighted(objective: Objective) -> tuple[tuple[float, Objective], ...]:
    return objective.terms if isinstance(objective, Combination) else ((1.0, objective),)
