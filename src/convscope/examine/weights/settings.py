"""What decides how kernels are shown."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class KernelSettings(BaseModel):
    """Settings of a sheet of kernels."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    expanded: bool = Field(
        False,
        description="Show what a unit weighs the pixels with, through all layers before, rectifiers left out.",
    )
    sort: Literal["wave", "norm", "unit"] = Field(
        "wave", description="Order: by orientation and frequency, by norm, or as they stand."
    )
    most: int = Field(64, ge=1, le=4096, description="Kernels to show at most, those with the greatest norm.")
