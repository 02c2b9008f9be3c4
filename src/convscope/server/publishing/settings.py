"""What is published of a network."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

METHODS = ("grad-cam", "integrated-gradients")


class PublishSettings(BaseModel):
    """What is published; everything of the network itself always is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    layers: tuple[str, ...] = Field((), description="Whose maps; by default all layers'.")
    units: tuple[str, ...] = Field(
        (),
        description="Which are shown exactly and worked out, LAYER:CHANNEL or LAYER:CHANNEL@ROW,COLUMN; by default "
        "of each layer the one that is strongest.",
    )
    methods: tuple[str, ...] = Field(
        (), description=f"Attributions; by default {' and '.join(METHODS)}, where they apply to the network."
    )
    classes: int = Field(
        5, ge=0, le=100, description="How many of the likeliest classes each method explains."
    )
    channels: int = Field(
        16, ge=1, le=4096, description="How many maps of a layer, at least, from the first on."
    )
    places: int = Field(
        1,
        ge=1,
        le=10_000,
        description="At how many places a unit is worked out: a square around the one that is named or strongest.",
    )
    megabytes: int = Field(
        200, ge=1, le=100_000, description="How large it may become, before it is compressed."
    )
