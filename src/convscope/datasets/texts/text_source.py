"""A text among the items of a data set."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import NoReturn

from convscope.datasets.dataset import Item
from convscope.errors import ImageError


@dataclass(frozen=True)
class TextSource:
    """Where a picture's pixels would be, there is a text."""

    text: str

    @property
    def stamp(self) -> str:
        """Changes when the text does."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]

    def pixels(self, name: str) -> NoReturn:
        """There are none.

        Raises:
            ImageError: always.
        """
        raise ImageError(f"{name} is a text and no picture.", "Train a network that reads: convscope/dcnn.")


def text_of(item: Item) -> str:
    """The text of an item."""
    assert isinstance(item.source, TextSource)
    return item.source.text
