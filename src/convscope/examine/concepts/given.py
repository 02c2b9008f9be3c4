"""Directions that are given: vectors of a layer, or photos that are told from the others."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from convscope.errors import ConceptError
from convscope.examine.concepts.class_photos import ClassPhotos
from convscope.examine.concepts.concept_layer import ConceptLayer
from convscope.examine.concepts.found import Decomposition
from convscope.examine.concepts.place_patches import strongest_places
from convscope.examine.concepts.sensitivity import derivatives

Vector = NDArray[np.float64]


def given_directions(layer: ConceptLayer, photos: ClassPhotos, places: Sequence[Path]) -> dict[str, Vector]:
    """Directions (C,) of a layer, of length 1, by name.

    Args:
        layer: of C units.
        photos: of the data.
        places: each a file: an array ``.npy`` (C,) or (K, C), or a table ``.csv`` whose column ``photo`` names
            photos of the data, as an embedding's page saves it: then the direction leads to their mean from that of
            the others.

    Raises:
        ConceptError: a file is none of these, or its vector has another length, is zero or not finite.
    """
    found: dict[str, Vector] = {}
    for place in places:
        of_file = _of_photos(place, photos) if _names_photos(place) else _of_array(place, layer)
        for row, vector in enumerate(_of_length_one(of_file, place)):
            name = place.stem if len(of_file) == 1 else f"{place.stem} {row}"
            found[name if name not in found else f"{name} ({len(found)})"] = vector
    return found


def check_arrays(layer: ConceptLayer, places: Sequence[Path]) -> None:
    """Refuse an array that is no direction of a layer, before photos are read; see `given_directions`."""
    for place in places:
        if not _names_photos(place):
            _of_length_one(_of_array(place, layer), place)


def along(
    layer: ConceptLayer, photos: ClassPhotos, directions: Mapping[str, Vector], patch: float
) -> Decomposition:
    """What directions are on the photos of a class: products with the values of each place, and derivatives."""
    rows = np.stack([*directions.values()])
    maps = np.einsum("ncij,kc->nkij", photos.maps, rows.astype(np.float32))
    grown = derivatives(layer, photos.maps, rows)
    size = (photos.inputs.shape[2], photos.inputs.shape[3])
    return Decomposition(
        directions=rows,
        maps=maps,
        importance=grown.mean(0),
        positive=(grown > 0).mean(0),
        patches=tuple(strongest_places(maps[:, k], size, patch) for k in range(len(rows))),
    )


def _names_photos(place: Path) -> bool:
    return place.suffix.lower() == ".csv"


def _of_length_one(rows: Vector, place: Path) -> Vector:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    if not (np.isfinite(lengths).all() and lengths.all()):
        raise ConceptError(
            f"A direction of {place.name} is zero, or not finite.", "Give a vector that points."
        )
    found: Vector = rows / lengths
    return found


def _of_array(place: Path, layer: ConceptLayer) -> Vector:
    try:
        values: NDArray[np.generic] = np.load(place, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise ConceptError(
            f"{place.name} is no direction that can be read.",
            "Give an array as .npy, or a table of photos as .csv.",
        ) from error
    if not (
        isinstance(values, np.ndarray)
        and values.dtype.kind in "fiu"
        and values.ndim in (1, 2)
        and values.size
    ):
        raise ConceptError(
            f"{place.name} is no vector of real numbers.",
            "Save one of shape (units,), or several as (count, units).",
        )
    found = np.atleast_2d(values).astype(np.float64)
    units = layer.node.shape[1]
    if found.shape[1] != units:
        raise ConceptError(
            f"{place.name} has {found.shape[1]} values, and {layer.node.address} {units} units.",
            "Give a direction of that layer, or name the layer of the direction.",
        )
    return found


def _of_photos(place: Path, photos: ClassPhotos) -> Vector:
    try:
        with place.open(newline="", encoding="utf-8-sig") as file:
            chosen = {row.get("photo") or "" for row in csv.DictReader(file)} - {""}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConceptError(f"{place.name} cannot be read.", "Give a table in UTF-8.") from error
    unknown = sorted(chosen - {*photos.names})
    if not chosen:
        raise ConceptError(
            f"{place.name} names no photo.", "It has a column photo with names of photos of the data."
        )
    if unknown:
        raise ConceptError(
            f"{place.name} names {unknown[0]}, which is not among the photos of the data.",
            "Give the data that were embedded, or remove the line.",
        )
    inside = np.array([name in chosen for name in photos.names])
    if inside.all():
        raise ConceptError(f"{place.name} names all photos.", "Leave others to tell them from.")
    means = photos.means.astype(np.float64)
    found: Vector = means[inside].mean(0) - means[~inside].mean(0)
    return found[None]
