"""Embedding the photos of a scan."""

from __future__ import annotations

import os
import time
from typing import TypedDict, Unpack

import numpy as np

from convscope.datasets import Item, open_dataset
from convscope.errors import ScanError
from convscope.examine.embedding.classes import class_figures
from convscope.examine.embedding.faithfulness import faithfulness
from convscope.examine.embedding.new_photos import vectors_of
from convscope.examine.embedding.points import place_into, points_of
from convscope.examine.embedding.settings import EmbedSettings, Method
from convscope.examine.neighbours.search import unit_vectors
from convscope.examine.scans.reopening import items_of_scan, network_of_scan
from convscope.examine.scans.scan import Scan
from convscope.extras import needs
from convscope.network import Network
from convscope.progress import Progress
from convscope.record import recorded
from convscope.render.notebook import default_progress
from convscope.report.embedding.embedding import EmbeddedPhoto, Embedding
from convscope.report.provenance import provenance_of_scan
from convscope.settings import read_settings


class Settings(TypedDict, total=False):
    """Those of `convscope.examine.embedding.settings.EmbedSettings`, which says what each means."""

    method: Method
    perplexity: float
    neighbours: int
    among: int
    seed: int


@recorded(reads=("place",))
def embed(
    scan: str | os.PathLike[str] | Scan,
    *,
    layer: str | None = None,
    place: str | os.PathLike[str] | None = None,
    network: Network | None = None,
    run_code: bool = False,
    progress: Progress | None = None,
    **settings: Unpack[Settings],
) -> Embedding:
    """Show the photos of a scan as points of a plane, near where the network takes them for alike.

    Vectors are compared by their directions, as `convscope.similar` does.  Points are kept in the scan's folder; the
    same seed gives the same.

    Args:
        scan: the scan, its name or its folder.
        layer: whose means over the places become points; by default the penultimate layer's, or the scores where the
            scan has no others.
        place: a data set of new photos, which are placed among those of the scan; these stay where they are.
        network: the network that was scanned, for new photos; by default it is opened as it was for the scan.
        run_code: whether a Python file of the network may run.
        progress: told how many new photos are done.
        settings: those of `convscope.examine.embedding.settings.EmbedSettings`.

    Returns:
        The embedding: `.photos`, `.faithfulness`, `.classes`, `.picture()`, `.document()`; a notebook shows it.

    Raises:
        ScanError: there is no such scan, it keeps no vectors of the layer, it has too few photos, or a photo is gone
            or has changed.
        ExtraError: a package that the method needs is not installed.
        ConvscopeError: a setting is wrong.
        Cancelled: somebody asked to stop.
    """
    began = time.perf_counter()
    chosen = read_settings(EmbedSettings, settings, "embed", ScanError)
    needs("examine", "sklearn", "openTSNE")
    kept = scan if isinstance(scan, Scan) else Scan.open(scan)
    vectors = kept.vectors_or_scores(layer)
    items = [*items_of_scan(kept, vectors.numbers.tolist())]
    listed = [kept.photo(number) for number in vectors.numbers.tolist()]
    new: tuple[Item, ...] = ()
    points = points_of(kept, vectors, chosen)
    photos = [
        EmbeddedPhoto(one.name, one.label, x, y, number)
        for one, (x, y), number in zip(listed, points.tolist(), vectors.numbers.tolist(), strict=True)
    ]
    if place is not None:
        dataset = open_dataset(place, needs_labels=False)
        opened = network_of_scan(kept, network, run_code=run_code)
        new, found = vectors_of(opened, vectors.layer, dataset.items, default_progress(progress))
        photos += [
            EmbeddedPhoto(item.name, dataset.classes[item.label] if item.label >= 0 else None, x, y, None)
            for item, (x, y) in zip(new, place_into(vectors, points, found, chosen).tolist(), strict=True)
        ]
    units = unit_vectors(np.asarray(vectors.values))
    return Embedding(
        scan=kept.name,
        network=kept.manifest.network,
        layer=vectors.layer,
        settings=chosen,
        photos=tuple(photos),
        faithfulness=faithfulness(units, points, chosen.among, seed=chosen.seed),
        classes=class_figures(units, points, [one.label for one in listed], chosen.among, seed=chosen.seed),
        items=(*items, *new),
        provenance=provenance_of_scan(kept, chosen.model_dump(), time.perf_counter() - began),
    )
