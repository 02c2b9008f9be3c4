"""A drawing as SVG, which a notebook shows."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from convscope.errors import OutputError
from convscope.files import replacing
from convscope.record import Recorded
from convscope.record.carried import described


@dataclass(frozen=True, repr=False)
class SvgPicture(Recorded):
    """A drawing.

    Attributes:
        svg: its text.
        of: how the result was made that it shows a part of, where it is none itself (`Recorded.manifest`).
    """

    svg: str
    of: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"

    def _repr_svg_(self) -> str:
        return self.svg

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write it as ``.svg``, which carries how it was made.

        Raises:
            OutputError: the file has another ending or cannot be written.
        """
        place = Path(path)
        if place.suffix.lower() != ".svg":
            raise OutputError(f"The picture is an SVG, got {place}.", f"Write {place.with_suffix('.svg')}.")
        with replacing(place) as temporary:
            temporary.write_text(described(self.svg, self.of or self.manifest()), encoding="utf-8")
