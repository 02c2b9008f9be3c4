"""The messages in the sources of the live page: what its function ``t`` is called with."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

_CALL = re.compile(r"(?<![\w.])t\(\s*(?P<literal>\"(?:[^\"\\\\]|\\\\.)*\"|[^)\s])")


def messages_of(place: Path) -> Iterator[str]:
    """The literals that a file calls ``t`` with.

    Raises:
        ValueError: it is called with something else.
    """
    text = place.read_text(encoding="utf-8")
    for found in _CALL.finditer(text):
        literal = found["literal"]
        if not literal.startswith('"') or literal == '"':
            before = text[max(0, found.start() - 16) : found.start()]
            if before.endswith("function "):
                continue
            raise ValueError(f"{place} calls t() with something that is no literal in double quotes.")
        yield json.loads(literal)
