"""What every result has in common that shows itself in a notebook."""

from __future__ import annotations

import io
from abc import ABC, abstractmethod
from collections.abc import Sequence

from PIL import Image

from convscope.render.notebook.fragments import card, shrunk

# Of a line of text, in characters.
LONGEST = 160


class Displayed(ABC):
    """A result that shows itself: `repr` is one line, a notebook gets a small piece of HTML and a PNG.

    A dataclass that is one is made with ``repr=False``, since the line here takes the place of all its fields.
    """

    @abstractmethod
    def _line(self) -> str:
        """What it is, in a few words."""

    @abstractmethod
    def _fragments(self) -> Sequence[str]:
        """Its parts as HTML, by `convscope.render.notebook.fragments`, which escapes every text."""

    def _preview(self) -> Image.Image | None:
        """The picture that stands for it; None where it is none."""
        return None

    def __repr__(self) -> str:
        line = "".join(c if c.isprintable() else " " for c in self._line())
        line = line if len(line) <= LONGEST else f"{line[: LONGEST - 3]}..."
        return f"<{type(self).__name__} {' '.join(line.split())}>"

    def _repr_html_(self) -> str:
        return card(self._line(), self._fragments())

    def _repr_png_(self) -> bytes | None:
        preview = self._preview()
        if preview is None:
            return None
        file = io.BytesIO()
        shrunk(preview).save(file, "png", optimize=True)
        return file.getvalue()
