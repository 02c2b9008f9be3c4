"""What decides which concepts of a class are found, and how they are judged."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Method = Literal["craft", "ice"]


class ConceptSettings(BaseModel):
    """Settings of concepts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    method: Method = Field("craft", description="How concepts are found: craft or ice.")
    concepts: int = Field(8, ge=1, le=100, description="How many concepts to find.")
    photos: int = Field(40, ge=3, le=10_000, description="Photos of the class that are looked at, at most.")
    patch: float = Field(
        0.33, gt=0.05, le=1, description="Side of craft's patches, as a share of the photo's."
    )
    design: int = Field(
        32, ge=4, le=4096, description="Points of craft's Sobol design; a power of two is best."
    )
    seed: int = Field(0, ge=0, lt=2**31, description="Seed of everything random.")
