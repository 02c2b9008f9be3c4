"""Options of the commands that make maps of photos and judge them: ``look`` and ``compare``."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from convscope.cli.options_from import Given
from convscope.errors import MethodError
from convscope.settings import read_settings


class MapOptions(BaseModel):
    """Which maps are made of which photos, and by what they are judged."""

    methods: str | None = Field(
        None, description="Comma-separated names, or all; by default the usual ones. See convscope methods."
    )
    metrics: str | None = Field(
        None, description="Comma-separated names of metrics that judge the maps; see convscope metrics."
    )
    target: str | None = Field(
        None, description="What to explain of each photo; by default its most probable class."
    )
    layer: str | None = Field(
        None, description="Explain class activation maps by this layer; by default the last."
    )
    option: tuple[str, ...] = Field(
        (), description="An option of a method or metric, NAME.OPTION=VALUE: deletion.steps=20."
    )
    regions: Path | None = Field(
        None, description="Folder of annotated objects: PHOTO.png (not black) or PHOTO.xml (VOC boxes)."
    )
    sample: int | None = Field(None, ge=1, description="Take a random sample of so many photos.")

    def arguments(self) -> dict[str, Any]:
        """The same as the functions `convscope.look` and `convscope.compare` take them, the names checked.

        Raises:
            MethodError: there is no such method, or an option is written otherwise.
            MetricError: there is no such metric.
        """
        from convscope.registry import find_method, find_metric
        from convscope.registry import methods as registered

        given = {
            "methods": list(registered())
            if self.methods is not None and self.methods.strip() == "all"
            else _names(self.methods, find_method),
            "metrics": _names(self.metrics, find_metric),
            "target": self.target,
            "layer": self.layer,
            "options": _options(self.option),
        }
        return {name: value for name, value in given.items() if value is not None}

    def sampled(self, paths: list[Path], seed: int) -> list[Path]:
        """The photos, or a random sample of them in their order."""
        if self.sample is None or self.sample >= len(paths):
            return paths
        return sorted(random.Random(seed).sample(paths, self.sample))


def map_options(given: Given) -> MapOptions:
    """The options from what a user gave.

    Raises:
        MethodError: one cannot take its value.
    """
    return read_settings(MapOptions, given, "the command", MethodError)


def _names(given: str | None, find: Any) -> list[str] | None:
    """The names that the user gave, checked before anything takes time."""
    return None if given is None else [find(name.strip()).name for name in given.split(",")]


def _options(given: tuple[str, ...]) -> dict[str, dict[str, str]]:
    options: dict[str, dict[str, str]] = {}
    for text in given:
        place, sign, value = text.partition("=")
        owner, dot, name = place.strip().rpartition(".")
        if not (sign and dot and owner and name and value):
            raise MethodError(
                f"An option is written NAME.OPTION=VALUE, got {text!r}.",
                "Write --option deletion.steps=20.",
            )
        options.setdefault(owner, {})[name.replace("-", "_")] = value.strip()
    return options
