"""A drawing as SVG, which a notebook shows."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from convscope.errors import OutputError
from convscope.files import replacing


@dataclass(frozen=True)
class SvgPicture:
    """A drawing.

    Attributes:
        svg: its text.
    """

    svg: str

    def _repr_svg_(self) -> str:
        return self.svg

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write it as ``.svg``.

        Raises:
            OutputError: the file has another ending or cannot be written.
        """
        place = Path(path)
        if place.suffix.lower() != ".svg":
            raise OutputError(f"The picture is an SVG, got {place}.", f"Write {place.with_suffix('.svg')}.")
        with replacing(place) as temporary:
            temporary.write_text(self.svg, encoding="utf-8")
