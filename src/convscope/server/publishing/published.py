"""What was published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import facts


@dataclass(frozen=True, repr=False)
class Published(Displayed):
    """A page as files.

    Attributes:
        folder: of the page; its `index.html` opens it.
        network: the network's name.
        photos: their names.
        answers: how many were computed beforehand.
        size: of all files, in bytes.
    """

    folder: Path
    network: str
    photos: tuple[str, ...]
    answers: int
    size: int

    @property
    def page(self) -> Path:
        """What a browser opens."""
        return self.folder / "index.html"

    def document(self) -> dict[str, Any]:
        """All of it in plain values."""
        return {
            "network": self.network,
            "photos": list(self.photos),
            "answers": self.answers,
            "bytes": self.size,
            "page": str(self.page),
        }

    def _line(self) -> str:
        count = len(self.photos)
        return (
            f"{self.page}: {self.network} with {count} photo{'s' * (count != 1)}, {self.answers:,} answers, "
            f"{self.size / 1e6:.1f} MB"
        )

    def _fragments(self) -> Sequence[str]:
        return [facts({"page": self.page, "answers": self.answers, "bytes": self.size})]
