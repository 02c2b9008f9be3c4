"""The terminal that a command prints its answer to: it says in the language spoken now what is given in English."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from rich.columns import Columns
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from convscope.language import translated, translated_value


class SpokenConsole(Console):
    """Says messages, headers and cells in the language spoken now; what is no message, such as a label, as it is."""

    def print(self, *objects: Any, **how: Any) -> None:
        """Print objects as Rich does, said in the language."""
        super().print(*map(said, objects), **how)


def said(thing: Any) -> Any:
    """A text or a table in the language spoken now; anything else as it is."""
    if isinstance(thing, str):
        return _text(thing)
    if isinstance(thing, Text):
        return _styled(thing)
    if isinstance(thing, Table):
        return _table(thing)
    if isinstance(thing, Padding):
        return Padding(said(thing.renderable), (thing.top, thing.right, thing.bottom, thing.left))
    if isinstance(thing, Columns):
        other = copy.copy(thing)
        other.renderables = list(map(said, thing.renderables))
        return other
    return thing


def _cell(thing: Any) -> Any:
    """A cell of a table, which may be a label."""
    if isinstance(thing, str):
        return _text(thing, translated_value)
    return _styled(thing, translated_value) if isinstance(thing, Text) else said(thing)


def _text(text: str, translate: Callable[[str], str] = translated) -> str:
    whole = translate(text)
    return whole if whole != text else "\n".join(map(translate, text.split("\n")))


def _styled(text: Text, translate: Callable[[str], str] = translated) -> Text:
    words = _text(text.plain, translate)
    if words == text.plain:
        return text
    return Text(words, style=text.style, justify=text.justify, overflow=text.overflow, no_wrap=text.no_wrap)


def _table(table: Table) -> Table:
    other = copy.copy(table)
    other.title, other.caption = said(table.title), said(table.caption)
    other.columns = [
        replace(
            column,
            header=said(column.header),
            footer=said(column.footer),
            _cells=list(map(_cell, column._cells)),
        )
        for column in table.columns
    ]
    return other
