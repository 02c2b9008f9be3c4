"""The messages in the templates of pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment

from convscope.language.scripts import in_script
from convscope.language.templates import in_template

_WORDS = re.compile(r"[^\W\d_]{2,},? [^\W\d_]{2,}")
_COUNT = "{:,}"


def messages_of(place: Path) -> Iterator[str]:
    """What stands between the tags of a template, or in the strings of a script."""
    messages: list[str] = []

    def keep(message: str) -> str:
        messages.append(message)
        return message

    (in_script if place.suffix == ".js" else in_template)(place.read_text(encoding="utf-8"), keep)
    yield from messages


def values_of(place: Path) -> Iterator[str]:
    """Words in the expressions of a template that are outside its messages, and which it prints as values."""
    if place.suffix == ".html":
        within = " ".join(messages_of(place))
        for _, kind, token in Environment().lex(place.read_text(encoding="utf-8")):
            text = token[1:-1]
            if kind == "string" and _WORDS.search(text) and token not in within:
                yield re.sub(r"^[,;] ", "", text.replace(_COUNT, "{count:,d}"))
