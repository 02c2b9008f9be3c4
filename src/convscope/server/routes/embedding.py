"""The photos of the scan as points of a plane, and what some of them have in common."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from fastapi import APIRouter, Body, Query, Response

from convscope.examine.embedding.selection import selection
from convscope.examine.embedding.settings import EmbedSettings
from convscope.examine.neighbours.search import nearest
from convscope.report.embedding.embedding_of import embed
from convscope.report.embedding.palette import UNLABELLED, colours_of
from convscope.server.answer import Answer, document_answer
from convscope.server.embedding_cards import (
    AnswerRow,
    EmbeddingCard,
    FaithfulnessCard,
    NeighbourRow,
    PlacedClassCard,
    ScannedPhotoCard,
    SelectingRow,
    SelectionCard,
)
from convscope.server.routes.asking import UNCHANGED, Asked, Questioned
from convscope.server.routes.scan import Number, OfScan

NEIGHBOURS = 12
MOST_CHOSEN = 9000  # numbers that a body holds

router = APIRouter(tags=["embedding"])
VectorLayer = Annotated[
    str | None,
    Query(max_length=500, description="A layer whose vectors the scan keeps; by default the penultimate."),
]


@router.get("/scan/embedding", response_model=EmbeddingCard, responses=UNCHANGED)
async def embedding(
    asked: Asked,
    questioned: Questioned,
    of: OfScan,
    layer: VectorLayer = None,
    method: Annotated[
        Literal["pca", "t-sne", "umap"], Query(description="How vectors become points.")
    ] = "pca",
    seed: Annotated[int, Query(ge=0, lt=2**31, description="Of everything random.")] = 0,
) -> Response:
    """The photos as points, near where the network takes them for alike; as convscope embed gives them."""

    def make() -> Answer:
        found = embed(of.scan, layer=layer, method=method, seed=seed)
        places = {label: place for place, label in enumerate(found.labels)}
        colours, photos = colours_of(found.labels), found.photos
        card = EmbeddingCard(
            layer=found.layer,
            method=found.settings.method,
            numbers=[one.number or 0 for one in photos],
            names=[one.photo for one in photos],
            x=[one.x for one in photos],
            y=[one.y for one in photos],
            classes=[places.get(one.label or "", -1) for one in photos],
            labels=[PlacedClassCard(**vars(one), colour=colours[one.label]) for one in found.classes.classes],
            unlabelled=UNLABELLED,
            faithfulness=FaithfulnessCard(**vars(found.faithfulness)),
            silhouette=found.classes.silhouette,
            silhouette_of_points=found.classes.silhouette_of_points,
        )
        return document_answer(card)

    # The figures that follow from the settings alone name the answer; points are kept in the scan's folder, too.
    settings = EmbedSettings(method=method, seed=seed).model_dump()
    return await questioned.answered(
        make, asked.scanning, "embedding", layer=layer, settings=settings, scan=of.digest
    )


@router.get("/scan/photos/{number}", response_model=ScannedPhotoCard, responses=UNCHANGED)
async def scanned_photo(
    asked: Asked, questioned: Questioned, of: OfScan, number: Number, layer: VectorLayer = None
) -> Response:
    """A photo of the scan, with those whose vectors point in the directions most similar to its own."""

    def make() -> Answer:
        row, (vectors, units) = of.row_of(number, layer), of.vectors(layer)
        (rows,), (cosines,) = nearest(units[[row]], units, NEIGHBOURS + 1)
        listed = of.scan.photo
        near = [
            NeighbourRow(number=other, name=listed(other).name, label=listed(other).label, similarity=cosine)
            for other, cosine in zip(vectors.numbers[rows].tolist(), cosines.tolist(), strict=True)
            if other != number
        ]
        photo = listed(number)
        card = ScannedPhotoCard(
            number=number,
            name=photo.name,
            label=photo.label,
            layer=vectors.layer,
            neighbours=near[:NEIGHBOURS],
        )
        return document_answer(card)

    return await questioned.answered(
        make, asked.scanning, "scanned-photo-card", number=number, layer=layer, scan=of.digest
    )


@router.post("/scan/selection")
async def selected(
    asked: Asked,
    of: OfScan,
    photos: Annotated[
        list[Annotated[int, Body(ge=0, le=10**9)]],
        Body(min_length=1, max_length=MOST_CHOSEN, description="Numbers of photos of the scan."),
    ],
    layer: Annotated[
        str | None, Body(max_length=500, description="Whose vectors; by default the penultimate layer's.")
    ] = None,
) -> SelectionCard:
    """The direction that leads to some photos from the others, with units, classes and photos that answer to it."""

    def make() -> SelectionCard:
        vectors, _ = of.vectors(layer)
        labels = [of.scan.photo(number).label for number in vectors.numbers.tolist()]
        found = selection(vectors, photos, labels)
        listed = of.scan.photo
        return SelectionCard(
            layer=found.layer,
            photos=int(np.isin(vectors.numbers, photos).sum()),
            objective=found.objective,
            kept=found.kept,
            direction=found.direction.tolist(),
            units=[
                SelectingRow(unit=f"{found.layer}:{one.unit}", difference=one.difference, auc=one.auc)
                for one in found.units
            ],
            classes=[AnswerRow(label=one.name, auc=one.auc) for one in found.classes],
            along=[
                NeighbourRow(
                    number=other, name=listed(other).name, label=listed(other).label, similarity=cosine
                )
                for other, cosine in found.along
            ],
        )

    return await asked.scanning.do(make)
