"""What decides a scan besides the network and the data."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class ScanSettings(BaseModel):
    """Settings of a scan; they stay the same for as long as it grows."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    layers: tuple[str, ...] = Field(
        (),
        description="A layer to examine, also penultimate and scores; by default these two and each stage's last.",
    )
    vectors: tuple[str, ...] = Field(
        (),
        description="A layer of which each photo's mean over the places is kept; always of the penultimate one, "
        "where it is examined.",
    )
    split: str | None = Field(
        None, description="Split of the data: train, val or test; by default all of them."
    )
    exemplars: int = Field(16, ge=1, le=1000, description="Strongest and weakest photos kept of each unit.")
    sample: int = Field(
        1000, ge=1, le=100_000, description="Photos drawn at random whose values are kept of each unit."
    )
    shard: int = Field(512, ge=1, le=100_000, description="Photos that are computed before they are kept.")
    seed: int = Field(0, ge=0, lt=2**63, description="Seed of the sample.")
