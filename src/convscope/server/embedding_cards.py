"""What the routes say of an embedding, in JSON."""

from __future__ import annotations

from pydantic import BaseModel, Field


class PlacedClassCard(BaseModel):
    """A class among the photos."""

    label: str
    photos: int
    silhouette: float | None = Field(description="Mean over its photos by the vectors, from -1 to 1.")
    own: float = Field(description="Share of its photos' nearest neighbours that are of the class.")
    colour: str = Field(description="As CSS writes it.")


class FaithfulnessCard(BaseModel):
    """What the points keep of the vectors' neighbourhoods."""

    trustworthiness: float = Field(description="1 where all that are near as points are near as vectors.")
    preservation: float = Field(description="Share of the nearest vectors that are among the nearest points.")
    by_chance: float = Field(description="What that is of points in random order.")
    among: int = Field(description="How many neighbours were looked at.")
    photos: int = Field(description="Of how many photos.")


class EmbeddingCard(BaseModel):
    """Photos as points of a plane; the lists have an entry for each."""

    layer: str
    method: str
    numbers: list[int] = Field(description="Of the photos in the scan.")
    names: list[str]
    x: list[float] = Field(description="To the right.")
    y: list[float] = Field(description="Upwards.")
    classes: list[int] = Field(description="Places among the labels; -1 where nobody labelled the photo.")
    labels: list[PlacedClassCard] = Field(description="The most frequent first.")
    unlabelled: str = Field(description="The colour of photos without a label.")
    faithfulness: FaithfulnessCard
    silhouette: float | None = Field(description="Mean over all photos by the vectors.")
    silhouette_of_points: float | None


class NeighbourRow(BaseModel):
    """Another photo of the scan."""

    number: int
    name: str
    label: str | None
    similarity: float = Field(
        description="Cosine of the angle between its vector and what it is compared with."
    )


class ScannedPhotoCard(BaseModel):
    """A photo of the scan."""

    number: int
    name: str
    label: str | None
    layer: str = Field(description="Whose vectors are compared.")
    neighbours: list[NeighbourRow] = Field(description="The most similar first.")


class SelectingRow(BaseModel):
    """A unit that tells chosen photos from the others."""

    unit: str
    difference: float = Field(description="Of the two means, in standard deviations over all photos.")
    auc: float = Field(description="Probability that it is higher on a chosen photo than on another.")


class AnswerRow(BaseModel):
    """A class that a direction answers to."""

    label: str
    auc: float = Field(description="Probability that the direction is higher on a photo of the class.")


class SelectionCard(BaseModel):
    """Photos that were chosen among those of the scan."""

    layer: str
    photos: int = Field(description="How many of them are among the vectors.")
    objective: str = Field(description="The direction's greatest channels, as an objective's text.")
    kept: float = Field(description="Cosine of the angle between the direction and that objective's.")
    direction: list[float] = Field(
        description="From the mean of the others to that of the chosen; of length 1."
    )
    units: list[SelectingRow] = Field(description="The greatest difference first.")
    classes: list[AnswerRow] = Field(description="That the direction tells apart, the best first.")
    along: list[NeighbourRow] = Field(description="Other photos that lie farthest along the direction.")
