"""The index of an atlas: each unit of a layer with what it sees of its strongest photo."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from convscope.examine.scans.reopening import photos_of_scan
from convscope.examine.scans.scan import Scan
from convscope.examine.summaries import LayerSummary
from convscope.examine.summaries.exemplars import NO_PHOTO
from convscope.examine.summaries.findings import class_areas
from convscope.examine.units.class_names import class_names
from convscope.examine.units.patches import Patch, patches
from convscope.network import Network
from convscope.render.embed import thumbnail_uri
from convscope.report.provenance import provenance
from convscope.report.spoken import templates

THUMBNAIL = 96
# Photos that are decoded at a time; every one of them serves all units that it excites most.
_AT_ONCE = 32


@dataclass(frozen=True)
class Card:
    """A unit in the index.

    Attributes:
        unit: its number.
        address: of the unit.
        href: name of its page.
        value: what it reaches on its strongest photo.
        best: the class that it tells apart best, with the area under the ROC curve; None without classes.
        name: of the class whose score it is; empty for others.
        picture: what it sees of that photo, as a data URI; empty where it has none.
        spot: (row, column) of the middle of that as shares of the picture, where it is large.
    """

    unit: int
    address: str
    href: str
    value: float
    best: tuple[str, float] | None
    name: str = ""
    picture: str = ""
    spot: tuple[float, float] | None = None


def cards(scan: Scan, address: str, summary: LayerSummary, network: Network) -> tuple[Card, ...]:
    """A card for each unit of a layer, in their order.

    Args:
        scan: of the layer.
        address: of the layer.
        summary: of the layer.
        network: that was scanned.
    """
    areas = class_areas(summary.sample)
    names, values = tuple(areas), np.array([areas[name] for name in areas])
    classes = class_names(scan, network, address)
    found = []
    for unit in range(summary.units):
        best = int(values[:, unit].argmax()) if len(names) else None
        found.append(
            Card(
                unit=unit,
                address=f"{address}:{unit}",
                href=f"{unit:04}.html",
                value=float(summary.strongest.values[unit, 0]),
                best=None if best is None else (names[best], float(values[best, unit])),
                name=classes[unit] if classes else "",
            )
        )
    return tuple(
        replace(card, picture=picture, spot=spot)
        for card, (picture, spot) in zip(found, _pictures(scan, address, summary, network), strict=True)
    )


def atlas_page(
    address: str,
    scan: Scan,
    network: Network,
    shown: Sequence[Card],
    done: Collection[int],
    dead: Collection[int],
) -> str:
    """The index as one HTML document; units whose page is there are links."""
    return (
        templates()
        .get_template("atlas.html")
        .render(
            layer=address,
            scan=scan.name,
            photos=scan.photos,
            cards=shown,
            done=done,
            dead=dead,
            how=provenance(network, {"scan": scan.name}, 0.0),
        )
    )


def _pictures(
    scan: Scan, address: str, summary: LayerSummary, network: Network
) -> list[tuple[str, tuple[float, float] | None]]:
    numbers = summary.strongest.photos[:, 0]
    pictures: list[tuple[str, tuple[float, float] | None]] = [("", None)] * summary.units
    distinct = [int(one) for one in np.unique(numbers) if one != NO_PHOTO]
    node = network.graph().find(address)
    for start in range(0, len(distinct), _AT_ONCE):
        part = distinct[start : start + _AT_ONCE]
        decoded = dict(zip(part, photos_of_scan(scan, part), strict=True))
        units = [unit for unit, number in enumerate(numbers.tolist()) if number in decoded]
        exemplars = [scan.unit(f"{address}:{unit}").exemplars[0] for unit in units]
        seen = patches(network, node, exemplars, [decoded[one.number] for one in exemplars])
        for unit, patch in zip(units, seen, strict=True):
            pictures[unit] = (thumbnail_uri(_square(patch.picture)), _spot(patch))
    return pictures


def _square(picture: Image.Image) -> Image.Image:
    """The middle of a picture, as a thumbnail."""
    side = min(picture.size)
    left, top = (picture.width - side) // 2, (picture.height - side) // 2
    return picture.crop((left, top, left + side, top + side)).resize(
        (THUMBNAIL, THUMBNAIL), Image.Resampling.LANCZOS
    )


def _spot(patch: Patch) -> tuple[float, float] | None:
    """That of a patch, in the square middle of its picture."""
    if patch.spot is None or not patch.is_large:
        return None
    size = (patch.picture.height, patch.picture.width)
    row, column = (
        0.5 + (share - 0.5) * length / min(size) for share, length in zip(patch.spot, size, strict=True)
    )
    return row, column
