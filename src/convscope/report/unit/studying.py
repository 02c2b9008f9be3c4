"""Studying a unit of a scan."""

from __future__ import annotations

import os
import time

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.examine.scans.reopening import network_of_scan, photos_of_scan
from convscope.examine.scans.scan import Scan
from convscope.examine.units.alike import alike_units
from convscope.examine.units.class_names import class_names
from convscope.examine.units.effects import effects
from convscope.examine.units.own_kernel import own_kernel
from convscope.examine.units.patches import patches
from convscope.examine.units.projections import deconvnet_knows_photos, projections
from convscope.graph.shapes.channel_axes import channel_axis
from convscope.images import PhotoSource, decode
from convscope.makers.picture_cache import PictureCache
from convscope.network import Network
from convscope.progress import Progress
from convscope.record import recorded
from convscope.render.notebook import default_progress
from convscope.report.provenance import provenance
from convscope.report.unit.study import OnPhoto, UnitStudy
from convscope.report.unit.visualizing import visualized

SHOWN = 9


@recorded(reads=("photo",))
def unit(
    address: str,
    scan: str | os.PathLike[str] | Scan,
    photo: PhotoSource | None = None,
    *,
    network: Network | None = None,
    visualize: bool = False,
    run_code: bool = False,
    cache: PictureCache | None = None,
    progress: Progress | None = None,
) -> UnitStudy:
    """Show what a unit responds to: its photos and what it sees of them, its classes, what depends on it.

    Args:
        address: a layer of the scan and the number of one of its units, ``blocks.4:12``.
        scan: the scan, its name or its folder.
        photo: a photo of which the unit's map is shown.
        network: the network that was scanned; by default it is opened as it was for the scan.
        visualize: whether pictures that excite the unit are made; those that the cache has are shown anyway.
        run_code: whether a Python file of the network may run.
        cache: where finished pictures are kept and found; by default the user's.
        progress: told of each step of the pictures; cancelling it leaves out those that are not finished.

    Returns:
        The study: `.unit`, `.exemplars`, `.picture()`, `.document()`;
        `convscope.report.unit.write_study` makes a page of them.

    Raises:
        AddressError: the scan has no such unit.
        ScanError: there is no such scan, the network is another, or photos are gone or have changed.
        ImageError: a photo cannot be read.
    """
    began = time.perf_counter()
    kept = scan if isinstance(scan, Scan) else Scan.open(scan)
    found = kept.unit(address)
    layer_address, _, number = found.address.rpartition(":")
    opened = network_of_scan(kept, network, run_code=run_code)
    node, place = opened.graph().find(layer_address), int(number)
    strongest, weakest = found.exemplars[:SHOWN], found.weakest[:SHOWN]
    photos = photos_of_scan(kept, [one.number for one in (*strongest, *weakest)])
    seen = patches(opened, node, strongest, photos[: len(strongest)])
    following, classes = effects(opened, node, place, photos[: len(strongest)])
    summary = kept.summary(layer_address)
    sampled = summary.sample.highest[:, place]
    alike = alike_units(summary, place)
    names = class_names(kept, opened, layer_address)
    return UnitStudy(
        unit=found,
        name=names[place] if names else "",
        scan=kept.name,
        photos=kept.photos,
        exemplars=seen,
        projections=projections(opened, node, place, seen, photos[: len(strongest)]),
        knows_photos=deconvnet_knows_photos(opened.graph(), node),
        weakest=patches(opened, node, weakest, photos[len(strongest) :]),
        sampled=sampled,
        alike=alike,
        names={one.unit: names[one.unit] for one in alike} if names else {},
        kernel=own_kernel(opened.graph(), node, place),
        following=following,
        classes=classes,
        visualized=visualized(
            opened,
            node,
            found,
            makes=visualize,
            cache=cache or PictureCache.of_user(),
            progress=default_progress(progress),
        ),
        on_photo=None if photo is None else _on_photo(opened, layer_address, place, photo, sampled),
        provenance=provenance(opened, {"scan": kept.name}, time.perf_counter() - began),
    )


def _on_photo(
    network: Network, layer: str, unit: int, photo: PhotoSource, sampled: NDArray[np.float32]
) -> OnPhoto:
    decoded = decode(photo)
    values = network.activations(decoded, [layer])[layer]
    node = network.graph().find(layer)
    of_unit = values.movedim(channel_axis(network.graph(), node) - 1, 0)[unit].float().cpu().numpy()
    preprocessing = network.preprocessing
    assert preprocessing is not None
    view = Image.fromarray(preprocessing.look(decoded).squeeze()).convert("RGB")
    maps = of_unit.reshape(of_unit.shape if of_unit.ndim == 2 else (1, -1))
    return OnPhoto(decoded.name, view, maps, float((sampled < maps.max()).mean()))
