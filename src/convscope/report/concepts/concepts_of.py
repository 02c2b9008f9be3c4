"""Finding or testing the concepts of a class."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypedDict, Unpack

import numpy as np

from convscope.datasets import open_dataset
from convscope.errors import ConceptError
from convscope.examine.concepts.class_photos import ClassPhotos, class_photos, mean_values
from convscope.examine.concepts.concept_layer import ConceptLayer, Maps, concept_layer
from convscope.examine.concepts.craft import craft
from convscope.examine.concepts.fidelity import fidelity
from convscope.examine.concepts.found import Decomposition, FoundConcept
from convscope.examine.concepts.given import along, check_arrays, given_directions
from convscope.examine.concepts.ice import ice
from convscope.examine.concepts.named import answers
from convscope.examine.concepts.removal import falls
from convscope.examine.concepts.settings import ConceptSettings, Method
from convscope.examine.concepts.tcav import PARTS, TestedConcept, divided, tcav
from convscope.extras import needs
from convscope.network import Network
from convscope.progress import Progress
from convscope.record import recorded
from convscope.render.notebook import default_progress
from convscope.report.concepts.study import ConceptStudy, HowFound
from convscope.report.provenance import provenance
from convscope.settings import read_settings

Place = str | os.PathLike[str]
_RAISED, _UNITS, _ANSWERS = 3, 5, 3


class Settings(TypedDict, total=False):
    """Those of `convscope.examine.concepts.settings.ConceptSettings`, which says what each means."""

    method: Method
    concepts: int
    photos: int
    patch: float
    design: int
    seed: int


@recorded(reads=("data", "concept", "random", "direction"))
def concepts(
    network: Network,
    data: Place,
    label: str,
    *,
    layer: str | None = None,
    concept: Sequence[Place] = (),
    random: Sequence[Place] = (),
    direction: Sequence[Place] = (),
    progress: Progress | None = None,
    **settings: Unpack[Settings],
) -> ConceptStudy:
    """Find the concepts by which a network knows a class (CRAFT, ICE), test those that folders show, name directions.

    Args:
        network: a classifier of photos.
        data: place of a data set; of its photos those are looked at that the network takes for the class.
        label: the class, by its name, a word of it or its number, as the network has it.
        layer: address of feature maps on which alone the scores depend; by default the last of them.
        concept: folders of photos, each of which shows a concept; with none, concepts are found.
        random: at least three folders of random photos to compare with, or one that is divided into ten: concepts are
            tested (TCAV).
        direction: files of directions of the layer, which are named by the classes and concepts that they answer to:
            an array ``.npy`` (C,) or (K, C), or the ``.csv`` of photos that an embedding's page saves.
        progress: told how far it is.
        settings: those of `convscope.examine.concepts.settings.ConceptSettings`.

    Returns:
        The study: `.found` or `.tested`, `.picture()`, `.document()`; a notebook shows it.

    Raises:
        ConceptError: the network is no classifier of photos, the layer does not serve, its values are negative, or
            there are too few photos.
        AddressError: there is no such layer.
        ObjectiveError: there is no such class.
        DataError: a folder holds no photos.
        ExtraError: scikit-learn is not installed.
        Cancelled: somebody asked to stop.
    """
    began = time.perf_counter()
    chosen = read_settings(ConceptSettings, settings, "concepts", ConceptError)
    needs("examine", "sklearn")
    if direction and random:
        raise ConceptError(
            "Directions are named, and random photos are for tests.", "Ask for one of the two at a time."
        )
    if not direction and bool(concept) != bool(random):
        raise ConceptError(
            "Folders of concepts are tested against random photos, and only one of the two was given.",
            "Give folders of both.",
        )
    asked = concept_layer(network, label, layer)
    given = [Path(place) for place in direction]
    check_arrays(asked, given)
    told = default_progress(progress)
    photos = class_photos(asked, open_dataset(data, needs_labels=False), chosen.photos, told)
    found: tuple[FoundConcept, ...] = ()
    fidelity_ = None
    tested: tuple[TestedConcept, ...] = ()
    method: HowFound = chosen.method
    if direction:
        method = "given"
        shown = {_name(place): _means(asked, place, told) for place in concept}
        vectors = given_directions(asked, photos, given)
        parts = along(asked, photos, vectors, chosen.patch)
        found = _judged(asked, photos, parts, names=[*vectors], shown=shown)
    elif concept:
        method = "tcav"
        tested = tcav(
            asked,
            photos.maps,
            {_name(place): _means(asked, place, told) for place in concept},
            _random_sets(asked, random, chosen.seed, told),
            chosen.seed,
        )
    else:
        parts = (craft if chosen.method == "craft" else ice)(asked, photos, chosen, told)
        found = _judged(asked, photos, parts)
        fidelity_ = fidelity(asked, photos.maps, parts)
    return ConceptStudy(
        network=network.name,
        layer=asked.node.address,
        label=asked.label,
        settings=chosen,
        method=method,
        photos=photos,
        found=found,
        fidelity=fidelity_,
        tested=tested,
        provenance=provenance(network, chosen.model_dump(), time.perf_counter() - began),
    )


def _judged(
    layer: ConceptLayer,
    photos: ClassPhotos,
    parts: Decomposition,
    *,
    names: Sequence[str] = (),
    shown: Mapping[str, Maps] | None = None,
) -> tuple[FoundConcept, ...]:
    """The concepts in the order of importance, named, and checked by removing each."""
    classes = layer.network.labels.names
    shown = shown or {}
    means = np.concatenate([photos.means, *shown.values()])
    groups = [*photos.groups, *(name for name, of_name in shown.items() for _ in of_name)]
    units = parts.directions / np.maximum(np.linalg.norm(parts.directions, axis=1, keepdims=True), 1e-30)
    found = []
    for number, k in enumerate(np.argsort(-parts.importance, kind="stable").tolist()):
        fallen = falls(layer, photos.maps, units[k])
        raised = np.argsort(-fallen, kind="stable")[:_RAISED].tolist()
        made_of = np.argsort(-np.abs(units[k]), kind="stable")[:_UNITS].tolist()
        found.append(
            FoundConcept(
                number=number,
                name=names[k] if names else "",
                importance=float(parts.importance[k]),
                positive=float(parts.positive[k]),
                fall=float(fallen[layer.index]),
                answers=answers(means @ units[k], groups, _ANSWERS + len(shown)),
                raises=tuple((classes[n], float(fallen[n])) for n in raised if fallen[n] > 0),
                units=tuple(
                    (unit, float(units[k][unit] * abs(units[k][unit]))) for unit in made_of if units[k][unit]
                ),
                direction=units[k],
                patches=parts.patches[k],
                maps=parts.maps[:, k],
            )
        )
    return tuple(found)


def _means(layer: ConceptLayer, place: Place, progress: Progress) -> Maps:
    return mean_values(layer, open_dataset(place, needs_labels=False).items, _name(place), progress)


def _random_sets(layer: ConceptLayer, places: Sequence[Place], seed: int, progress: Progress) -> list[Maps]:
    sets = [_means(layer, place, progress) for place in places]
    return divided(sets[0], PARTS, seed) if len(sets) == 1 else sets


def _name(place: Place) -> str:
    return Path(place).name or str(place)
