"""What a unit responds to, and what depends on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.examine.scans.units import ScannedUnit
from convscope.examine.units.alike import AlikeUnit
from convscope.examine.units.effects import Effects
from convscope.examine.units.own_kernel import OwnKernel
from convscope.examine.units.patches import Patch
from convscope.examine.units.projections import Projection
from convscope.record import Recorded
from convscope.render import contact_sheet
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import pictures, table
from convscope.report.provenance import Provenance
from convscope.report.unit.visualizing import Visualized

_SIDE = 112
_IN_ROW = 9


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

    def document(self) -> dict[str, Any]:
        """The figures in plain values."""
        return {"photo": self.photo, "value": float(self.map.max()), "below": self.below}


@dataclass(frozen=True, eq=False, repr=False)
class UnitStudy(Recorded, Displayed):
    """A unit of a scan.

    Attributes:
        unit: the figures.
        name: of the class whose score it is; empty for others.
        scan: name of the scan.
        photos: that were scanned.
        exemplars: the strongest photos, with what the unit sees of them.
        projections: of each what in it speaks for the unit.
        knows_photos: whether the deconvnet's projections depend on the photos by more than the place.
        weakest: the weakest photos, with what the unit sees of them.
        sampled: (M,) the unit's highest values on the scan's random sample of photos.
        alike: the units of its layer that are most like it.
        names: of the units that are alike, by number, where they are classes.
        kernel: by which it is computed; None where none computes it alone.
        following: what it does to the next layer that mixes units; None where there is none.
        classes: what it does to the classes; None where the network has no exclusive ones.
        visualized: pictures that were made for it.
        on_photo: what it makes of a photo that was asked for.
        provenance: how the study was made.
    """

    unit: ScannedUnit
    name: str
    scan: str
    photos: int
    exemplars: tuple[Patch, ...]
    projections: tuple[Projection, ...]
    knows_photos: bool
    weakest: tuple[Patch, ...]
    sampled: NDArray[np.float32]
    alike: tuple[AlikeUnit, ...]
    names: Mapping[int, str]
    kernel: OwnKernel | None
    following: Effects | None
    classes: Effects | None
    visualized: tuple[Visualized, ...]
    on_photo: OnPhoto | None
    provenance: Provenance

    @property
    def cut_off(self) -> float:
        """Share of the sampled photos on which the unit reaches the highest value of all."""
        return float((self.sampled >= self.sampled.max()).mean())

    def document(self) -> dict[str, Any]:
        """The study in plain values, as ``--json`` prints it."""
        classes = None if self.classes is None else self.classes.document()
        found = {
            **self.unit.document(),
            "name": self.name,
            "scan": self.scan,
            "network": self.provenance.network,
            "photos": self.photos,
            "exemplars": [patch.document() for patch in self.exemplars],
            "weakest": [patch.document() for patch in self.weakest],
            "alike": [vars(one) for one in self.alike],
            "kernel": None if self.kernel is None else self.kernel.document(),
            "next": None if self.following is None else self.following.document(),
            "raises": classes["raised"] if classes else [],
            "lowers": classes["lowered"] if classes else [],
            "raises_by_weights": classes["raised_by_weights"] if classes else [],
            "lowers_by_weights": classes["lowered_by_weights"] if classes else [],
            "visualized": [one.document() for one in self.visualized],
        }
        return {**found, "photo": self.on_photo.document()} if self.on_photo else found

    def picture(self) -> Image.Image:
        """Its visualizations, and of each exemplar what it sees with what in it speaks for the unit."""
        made = [(one.picture, f"{one.kind} {one.peak:.3g}") for one in self.visualized]
        if made:
            made += [(Image.new("RGB", (_SIDE, _SIDE), "white"), "")] * (_IN_ROW - len(made))
        for patch, projection in zip(self.exemplars, self.projections, strict=True):
            made.append((patch.picture, f"{patch.exemplar.value:.3g}"))
            made.append((Image.fromarray(projection.guided), "guided"))
            made.append((Image.fromarray(projection.deconvnet), "deconvnet"))
        tiles = [_tile(picture) for picture, _ in made]
        return contact_sheet(tiles, [caption for _, caption in made], columns=_IN_ROW)

    def _line(self) -> str:
        name = f" ({self.name})" if self.name else ""
        return f"{self.unit.address}{name} of {self.provenance.network}, over {self.photos:,} photos of {self.scan}"

    def _fragments(self) -> Sequence[str]:
        raised, lowered = (self.classes.raised, self.classes.lowered) if self.classes else ((), ())
        effects = [(one.label, one.change) for one in (*raised, *reversed(lowered))]
        shown = [(f"{one.exemplar.value:.3g} {one.exemplar.photo}", one.picture) for one in self.exemplars]
        return [
            pictures([(f"{one.kind} {one.peak:.3g}", one.picture) for one in self.visualized]),
            pictures(shown),
            table(("class", "change by the unit"), effects) if effects else "",
        ]

    def _preview(self) -> Image.Image:
        return self.picture()


def _tile(picture: Image.Image) -> Image.Image:
    factor = _SIDE / max(picture.size)
    size = [max(1, round(side * factor)) for side in picture.size]
    return picture.resize((size[0], size[1]), Image.Resampling.BICUBIC)
