"""Studying a unit of a scan."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.examine.scans.reopening import network_of_scan, photos_of_scan
from convscope.examine.scans.scan import Scan
from convscope.examine.scans.units import ScannedUnit
from convscope.examine.units.alike import AlikeUnit, alike_units
from convscope.examine.units.patches import Patch, patches
from convscope.examine.units.silencing import Effect, effects_on_classes
from convscope.graph.shapes.channel_axes import channel_axis
from convscope.images import PhotoSource, decode
from convscope.network import Network
from convscope.render import contact_sheet
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import pictures, table
from convscope.report.provenance import Provenance, provenance

SHOWN = 9


@dataclass(frozen=True, eq=False)
class OnPhoto:
    """What a unit makes of one photo.

    Attributes:
        photo: its name.
        view: as the network sees it.
        map: (rows, columns) the unit's values; (1, 1) where it is one number.
        below: share of the scan's sample of photos on which the unit stays below its highest value here.
    """

    photo: str
    view: Image.Image = field(repr=False)
    map: NDArray[np.float32] = field(repr=False)
    below: float


@dataclass(frozen=True, eq=False, repr=False)
class UnitStudy(Displayed):
    """What a unit responds to, and what depends on it.

    Attributes:
        unit: the figures.
        scan: name of the scan.
        photos: that were scanned.
        exemplars: the strongest photos, with what the unit sees of them.
        weakest: likewise.
        sampled: (M,) the unit's highest values on the scan's random sample of photos.
        alike: the units of its layer that are most like it.
        raised: classes whose score it raises on its exemplars.
        lowered: classes whose score it lowers on them.
        on_photo: what it makes of a photo that was asked for.
        provenance: how the study was made.
    """

    unit: ScannedUnit
    scan: str
    photos: int
    exemplars: tuple[Patch, ...]
    weakest: tuple[Patch, ...]
    sampled: NDArray[np.float32]
    alike: tuple[AlikeUnit, ...]
    raised: tuple[Effect, ...]
    lowered: tuple[Effect, ...]
    on_photo: OnPhoto | None
    provenance: Provenance

    def document(self) -> dict[str, Any]:
        """The study in plain values, as ``--json`` prints it."""
        found = {
            **self.unit.document(),
            "scan": self.scan,
            "network": self.provenance.network,
            "photos": self.photos,
            "exemplars": [patch.document() for patch in self.exemplars],
            "weakest": [patch.document() for patch in self.weakest],
            "alike": [vars(one) for one in self.alike],
            "raises": [vars(one) for one in self.raised],
            "lowers": [vars(one) for one in self.lowered],
        }
        if self.on_photo:
            shown = self.on_photo
            found["photo"] = {"photo": shown.photo, "value": float(shown.map.max()), "below": shown.below}
        return found

    def picture(self) -> Image.Image:
        """What the unit sees of its strongest photos, with the values."""
        return contact_sheet(
            [patch.picture.resize((112, 112), Image.Resampling.BICUBIC) for patch in self.exemplars],
            [f"{patch.exemplar.value:.3g}" for patch in self.exemplars],
        )

    def _line(self) -> str:
        return f"{self.unit.address} of {self.provenance.network}, over {self.photos:,} photos of {self.scan}"

    def _fragments(self) -> Sequence[str]:
        effects = [(one.label, one.change) for one in (*self.raised, *reversed(self.lowered))]
        return [
            pictures(
                [(f"{one.exemplar.value:.3g} {one.exemplar.photo}", one.picture) for one in self.exemplars]
            ),
            table(("class", "change by the unit"), effects) if effects else "",
        ]

    def _preview(self) -> Image.Image:
        return self.picture()


def unit(
    address: str,
    scan: str | os.PathLike[str] | Scan,
    photo: PhotoSource | None = None,
    *,
    network: Network | None = None,
    run_code: bool = False,
) -> UnitStudy:
    """Show what a unit responds to: its photos and what it sees of them, its classes, what depends on it.

    Args:
        address: a layer of the scan and the number of one of its units, ``blocks.4:12``.
        scan: the scan, its name or its folder.
        photo: a photo of which the unit's map is shown.
        network: the network that was scanned; by default it is opened as it was for the scan.
        run_code: whether a Python file of the network may run.

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
    raised, lowered = effects_on_classes(opened, node, place, photos[: len(strongest)])
    summary = kept.summary(layer_address)
    sampled = summary.sample.highest[:, place]
    return UnitStudy(
        unit=found,
        scan=kept.name,
        photos=kept.photos,
        exemplars=patches(opened, node, place, strongest, photos[: len(strongest)]),
        weakest=patches(opened, node, place, weakest, photos[len(strongest) :]),
        sampled=sampled,
        alike=alike_units(summary, place),
        raised=raised,
        lowered=lowered,
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
