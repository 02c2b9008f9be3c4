"""What the routes say of a scan, in JSON."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, Field

from convscope.examine.scans.scan import Scan
from convscope.examine.units.patches import Patch
from convscope.server.unit_cards import HistogramCard


class ScanLayerCard(BaseModel):
    """A layer of the scan."""

    address: str
    units: int
    has_vectors: bool = Field(description="Whether what it makes of each photo is kept.")


class ScanCard(BaseModel):
    """The scan that the page was opened with."""

    name: str
    photos: int = Field(description="That were read and computed.")
    listed: int = Field(description="All of them; numbers count from 0.")
    layers: list[ScanLayerCard]


class ExemplarCard(BaseModel):
    """A photo on which a unit gets high, or low."""

    number: int = Field(description="Of the photo in the scan.")
    photo: str
    label: str | None = Field(description="Of its class; null where nobody labelled it.")
    value: float
    place: list[int] = Field(description="Row and column of the unit's map; empty for one number.")
    frame: list[float] = Field(
        description="Left, top, width and height of what the unit sees, as shares of the network's view of the photo."
    )
    spot: list[float] = Field(
        description="Row and column of the middle of what it sees, as shares of the frame; empty where the frame "
        "is small or says nothing."
    )


class ClassResponseCard(BaseModel):
    """What a unit makes of a class."""

    label: str
    photos: int
    mean: float = Field(description="Of its highest values.")
    auc: float | None = Field(
        description="Area under the ROC curve; null where the sample has too few photos."
    )


class AlikeCard(BaseModel):
    """Another unit of the layer that is like it."""

    unit: str
    name: str = Field(description="Of the class whose score it is; empty for others.")
    correlation: float = Field(description="Of the highest values over the sampled photos.")
    shared: int = Field(description="How many of its strongest photos are the other's, too.")


class ScannedUnitCard(BaseModel):
    """What a unit responds to, over the photos of the scan."""

    unit: str
    exemplars: list[ExemplarCard] = Field(description="Highest first.")
    weakest: list[ExemplarCard] = Field(description="Lowest first.")
    quantiles: dict[str, float] = Field(description="Of the highest values, by share of the photos below.")
    mean: float = Field(description="Over all places of all photos.")
    variance: float
    active_places: float = Field(description="Share of all places at which it is above zero.")
    active_photos: float
    classes: list[ClassResponseCard] = Field(description="The one first that it tells apart best.")
    sampled: int = Field(description="Photos of the histogram.")
    histogram: HistogramCard = Field(description="Of the highest values on them.")
    cut_off: float = Field(description="Share of them on which it reaches the highest value of all.")
    alike: list[AlikeCard]
    knows_photos: bool = Field(description="Whether the deconvnet's pictures depend on the photos.")


def scan_card(scan: Scan) -> ScanCard:
    """The scan."""
    manifest = scan.manifest
    kept = {*manifest.vectors, manifest.scores}
    return ScanCard(
        name=scan.name,
        photos=scan.photos,
        listed=len(scan.listed.photos),
        layers=[
            ScanLayerCard(address=one.address, units=one.units, has_vectors=place in kept)
            for place, one in enumerate(scan.layers)
        ],
    )


def exemplar_cards(scan: Scan, patches: Sequence[Patch]) -> list[ExemplarCard]:
    """Photos on which a unit gets high, or low."""
    return [_exemplar(scan, one) for one in patches]


def _exemplar(scan: Scan, patch: Patch) -> ExemplarCard:
    found = patch.exemplar
    (top, left, bottom, right), (columns, rows) = patch.window, patch.view.size
    # Where a rectifier has cut the unit off at 0, its place says nothing.
    has_spot = patch.is_large and patch.spot is not None and found.value != 0
    return ExemplarCard(
        number=found.number,
        photo=found.photo,
        label=scan.photo(found.number).label,
        value=found.value,
        place=[] if found.row is None or found.column is None else [found.row, found.column],
        frame=[left / columns, top / rows, (right - left) / columns, (bottom - top) / rows],
        spot=list(patch.spot) if has_spot and patch.spot else [],
    )
