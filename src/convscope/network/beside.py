"""``convscope.toml`` beside a checkpoint: what a file of weights does not say of itself.

    arch = "torchvision/resnet18"
    input = [64, 64]
    mean = [0.5, 0.5, 0.5]
    std = [0.25, 0.25, 0.25]
    labels = ["cat", "dog"]

    ["other.safetensors"]                     # of this file alone
    arch = "timm/resnet50"

What a user says when the network is opened goes before it.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, PositiveInt

from convscope.images import Preprocessing
from convscope.images.geometry import Fit
from convscope.network.input import Input


class Beside(BaseModel):
    """What the file says; None where it is silent.

    Attributes:
        arch: what `convscope.open_network` takes as ``arch``.
        task: what the outputs mean.
        labels: names of the outputs, in their order.
        input: (rows, columns) of the photos.
        mean: per channel, on the [0, 1] scale.
        std: likewise.
        resize: as in `Preprocessing`, "none" for no resizing; so are the following.
        interpolation: resampling of Pillow.
        fit: how a photo meets a frame.
        border: the colour of a border.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    arch: str | None = None
    task: str | None = None
    labels: tuple[str, ...] | None = None
    input: tuple[PositiveInt, PositiveInt] | None = None
    mean: tuple[FiniteFloat, ...] | None = None
    std: tuple[FiniteFloat, ...] | None = None
    resize: PositiveInt | tuple[PositiveInt, PositiveInt] | Literal["none"] | None = None
    interpolation: str | None = None
    fit: Fit | None = None
    border: tuple[Annotated[int, Field(ge=0, le=255)], ...] | None = None

    @classmethod
    def of(
        cls,
        arch: str | None,
        task: str | None,
        labels: tuple[str, ...] | None,
        preprocessing: Preprocessing | None,
    ) -> Beside:
        """What there is to say of a network."""
        if preprocessing is None:
            return cls(arch=arch, task=task, labels=labels)
        return cls(
            arch=arch,
            task=task,
            labels=labels,
            input=preprocessing.size,
            mean=preprocessing.mean,
            std=preprocessing.std,
            resize="none" if preprocessing.resize is None else preprocessing.resize,
            interpolation=preprocessing.interpolation,
            fit=preprocessing.fit,
            border=preprocessing.border,
        )

    def applied(self, one: Input) -> Input:
        """An input of which the file says something.

        Raises:
            ImageError: it is no photo, or the values do not fit together.
        """
        told = one.told(self.input, self.mean, self.std)
        further: dict[str, Any] = self.model_dump(
            include={"resize", "interpolation", "fit", "border"}, exclude_none=True
        )
        if not further or told.preprocessing is None:
            return told
        if further.get("resize") == "none":
            further["resize"] = None
        return replace(told, preprocessing=replace(told.preprocessing, **further))

    def text(self) -> str:
        """The lines of the file."""
        values = self.model_dump(mode="json", exclude_none=True)
        return "".join(
            f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in values.items()
        )
