"""What decides an embedding besides the vectors."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Method = Literal["t-sne", "umap", "pca"]


class EmbedSettings(BaseModel):
    """Settings of an embedding."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    method: Method = Field("t-sne", description="How vectors become points: t-sne, umap or pca.")
    perplexity: float = Field(
        30,
        ge=1,
        le=1000,
        description="How many neighbours of a photo count, softly, for t-sne; a third of the photos at most.",
    )
    neighbours: int = Field(15, ge=2, le=1000, description="How many neighbours of a photo count for umap.")
    among: int = Field(
        10,
        ge=1,
        le=100,
        description="How many neighbours the figures of faithfulness and of classes look at.",
    )
    seed: int = Field(0, ge=0, lt=2**31, description="Seed of everything random.")
