"""The scan that the page was opened with: what its units respond to, and its photos."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Response
from PIL import Image

from convscope.examine.neighbours.thumbnails import square
from convscope.examine.units.alike import alike_units
from convscope.examine.units.class_names import class_names
from convscope.examine.units.distribution import distribution
from convscope.examine.units.effects import effects
from convscope.examine.units.projections import deconvnet_knows_photos, projections
from convscope.server.answer import Answer, document_answer
from convscope.server.failures import MissingError
from convscope.server.routes.asking import UNCHANGED, Asked, Questioned, Responses
from convscope.server.routes.units import UnitName
from convscope.server.scan_cards import (
    AlikeCard,
    ClassResponseCard,
    ScanCard,
    ScannedUnitCard,
    exemplar_cards,
    scan_card,
)
from convscope.server.scanned import Scanned
from convscope.server.schemas import PhotoCard
from convscope.server.sheets import reduced, sheet
from convscope.server.unit_cards import EffectsCard, effects_card, histogram_card

MOST_THUMBNAILS = 64
FIELD, THUMBNAIL, WHOLE = 160, 96, 640  # pixels of a side

router = APIRouter(tags=["scan"])
SHEET: Responses = {
    200: {
        "description": "Square tiles from left to right.",
        "content": {"image/webp": {"schema": {"type": "string", "format": "binary"}}},
    }
}


def _scanned(asked: Asked) -> Scanned:
    if asked.scanned is None:
        raise MissingError("The page was opened without a scan.", "Start it with a scan of this network.")
    return asked.scanned


OfScan = Annotated[Scanned, Depends(_scanned)]
Number = Annotated[int, Path(ge=0, le=10**9, description="The photo's number in the scan.")]


@router.get("/scan")
async def scan(asked: Asked) -> ScanCard | None:
    """The scan; null where the page was opened without one."""
    return None if asked.scanned is None else scan_card(asked.scanned.scan)


@router.get("/scan/unit", response_model=ScannedUnitCard, responses=UNCHANGED)
async def scanned_unit(asked: Asked, questioned: Questioned, of: OfScan, unit: UnitName) -> Response:
    """What a unit responds to: photos, figures, classes, units that are alike."""

    def make() -> Answer:
        layer, number = of.layer_of(unit)
        found, summary = of.scan.unit(unit), of.scan.summary(layer)
        sampled = summary.sample.highest[:, number]
        names = class_names(of.scan, asked.network, layer)
        graph = asked.network.graph()
        (strongest, _), (weakest, _) = (of.patches(unit, strongest=strongest) for strongest in (True, False))
        card = ScannedUnitCard(
            unit=found.address,
            exemplars=exemplar_cards(of.scan, strongest),
            weakest=exemplar_cards(of.scan, weakest),
            quantiles=found.document()["quantiles"],
            mean=found.mean,
            variance=found.variance,
            active_places=found.active_places,
            active_photos=found.active_photos,
            classes=[ClassResponseCard(**vars(one)) for one in found.classes],
            sampled=len(sampled),
            histogram=histogram_card(distribution(sampled, [one.exemplar.value for one in strongest])),
            cut_off=float((sampled >= sampled.max()).mean()),
            alike=[
                AlikeCard(
                    unit=f"{layer}:{one.unit}",
                    name=names[one.unit] if names else "",
                    correlation=one.correlation,
                    shared=one.shared,
                )
                for one in alike_units(summary, number)
            ],
            knows_photos=deconvnet_knows_photos(graph, graph.find(layer)),
        )
        return document_answer(card)

    return await questioned.answered(make, asked.quick, "scanned-unit", unit=unit, scan=of.digest)


@router.get("/scan/unit/fields", response_class=Response, responses=SHEET | UNCHANGED)
async def fields(
    asked: Asked,
    questioned: Questioned,
    of: OfScan,
    unit: UnitName,
    what: Annotated[
        Literal["strongest", "weakest", "guided", "deconvnet", "strongest-photos", "weakest-photos"],
        Query(
            description="What the unit sees of its strongest or weakest photos; what of it speaks for the unit by "
            "guided backpropagation or the deconvnet; or the photos whole, as the network sees them."
        ),
    ] = "strongest",
) -> Response:
    """Pictures of a unit's photos in their order, as tiles of one picture."""

    def make() -> Answer:
        patches, photos = of.patches(unit, strongest=not what.startswith("weakest"))
        if what.endswith("photos"):
            return sheet([one.view for one in patches], FIELD)
        if what in ("strongest", "weakest"):
            return sheet([one.picture for one in patches], FIELD)
        layer, number = of.layer_of(unit)
        found = projections(asked.network, asked.network.graph().find(layer), number, patches, photos)
        return sheet([Image.fromarray(getattr(one, what)) for one in found], FIELD)

    worker = asked.long if what in ("guided", "deconvnet") else asked.quick
    return await questioned.answered(make, worker, "fields", unit=unit, of=what, scan=of.digest)


@router.get("/scan/unit/effects", response_model=EffectsCard, responses=UNCHANGED)
async def effects_on_strongest(asked: Asked, questioned: Questioned, of: OfScan, unit: UnitName) -> Response:
    """What a unit does to the next layer and to the classes, in the mean over its strongest photos."""

    def make() -> Answer:
        layer, number = of.layer_of(unit)
        _, photos = of.patches(unit, strongest=True)
        node = asked.network.graph().find(layer)
        return document_answer(effects_card(*effects(asked.network, node, number, photos)))

    return await questioned.answered(make, asked.long, "scanned-effects", unit=unit, scan=of.digest)


@router.get("/scan/thumbnails", response_class=Response, responses=SHEET | UNCHANGED)
async def thumbnails(
    asked: Asked,
    questioned: Questioned,
    of: OfScan,
    photos: Annotated[
        str,
        Query(
            pattern=r"^\d{1,9}(,\d{1,9})*$",
            max_length=640,
            description=f"Numbers of photos with commas between, at most {MOST_THUMBNAILS}.",
        ),
    ],
) -> Response:
    """The middles of photos of the scan, small and square, as tiles of one picture."""
    numbers = [int(one) for one in photos.split(",")][:MOST_THUMBNAILS]

    def make() -> Answer:
        return sheet([square(of.photo(number).to_pil(), THUMBNAIL) for number in numbers], THUMBNAIL)

    return await questioned.answered(make, asked.decoding, "thumbnails", photos=numbers, scan=of.digest)


@router.get("/scan/photos/{number}/picture", response_class=Response, responses=SHEET | UNCHANGED)
async def picture(asked: Asked, questioned: Questioned, of: OfScan, number: Number) -> Response:
    """A photo of the scan, whole."""

    def make() -> Answer:
        return reduced(of.photo(number).to_pil(), WHOLE)

    return await questioned.answered(make, asked.decoding, "scanned-photo", number=number, scan=of.digest)


@router.post("/scan/photos/{number}/shelf", status_code=201)
async def put_on_shelf(asked: Asked, of: OfScan, number: Number) -> PhotoCard:
    """Put a photo of the scan among those that can be asked about; it is kept as one that was sent."""

    def put() -> PhotoCard:
        photo = of.photo(number)
        held = asked.shelf.put(photo, photo.name)
        return PhotoCard(id=held.id, name=held.name, is_sent=held.is_sent)

    return await asked.decoding.do(put)
