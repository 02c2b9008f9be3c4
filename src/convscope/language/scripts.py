"""The messages of a page's script, and the script in another language.

A message is a string of several words, or one that becomes the text of an element or is given to ``word``.  A
template literal is one message with the expressions in it, which a translation moves to where they belong.
"""

from __future__ import annotations

import re
from collections.abc import Callable

Translate = Callable[[str], str]

_EXPRESSION = r"(?<=[(=,:!?|&])\s*/(?![/*])(?:\\.|\[(?:\\.|[^\]])*\]|[^/\\\n])+/"
_OPENING = re.compile(rf"//[^\n]*|/\*.*?\*/|{_EXPRESSION}|[\"'`]", re.DOTALL)
_SHOWN = re.compile(r"(?:textContent\s*=|\bword\()\s*$")
_OF_STYLE = re.compile(r"(?:class:|querySelector(?:All)?\()\s*$")
_WORDS = re.compile(r"[^\W\d_]{2,},? (?:[^\W\d_]{2,}|\$)|\$ [^\W\d_]{2,}")
_WORD = re.compile(r"[^\W\d_]{2,}")


def in_script(source: str, translate: Translate) -> str:
    """A script with the messages in its strings translated."""
    written: list[str] = []
    at = 0
    while found := _OPENING.search(source, at):
        written.append(source[at : found.start()])
        if found.group() in ('"', "'", "`"):
            end = _end_of_string(source, found.start())
            written.append(_string(source[found.start() : end], "".join(written)[-40:], translate))
            at = end
        else:
            written.append(found.group())
            at = found.end()
    return "".join([*written, source[at:]])


def _string(string: str, before: str, translate: Translate) -> str:
    mark, text = string[0], string[1:-1]
    words = _without_values(text)
    is_shown = _SHOWN.search(before) and _WORD.search(words)
    is_sentence = _WORDS.search(words) and text[0] not in ".#" and text != "use strict"
    if (is_shown or is_sentence) and not _OF_STYLE.search(before):
        message = text.strip()
        return f"{mark}{text.replace(message, translate(message))}{mark}"
    return f"{mark}{_in_values(text, translate)}{mark}" if mark == "`" else string


def _end_of_string(source: str, start: int) -> int:
    """The place behind the string that begins at ``start``."""
    mark, at = source[start], start + 1
    while source[at] != mark:
        if source[at] == "\\":
            at += 2
        elif mark == "`" and source.startswith("${", at):
            at = _end_of_value(source, at)
        else:
            at += 1
    return at + 1


def _end_of_value(source: str, start: int) -> int:
    """The place behind the ``${...}`` that begins at ``start``."""
    depth, at = 1, start + 2
    while depth:
        if source[at] in "\"'`":
            at = _end_of_string(source, at)
            continue
        depth += {"{": 1, "}": -1}.get(source[at], 0)
        at += 1
    return at


def _values(text: str) -> list[tuple[int, int]]:
    """Where the expressions of a template literal begin and end."""
    found, at = [], 0
    while (start := text.find("${", at)) >= 0:
        at = _end_of_value(text, start)
        found.append((start, at))
    return found


def _without_values(text: str) -> str:
    at, kept = 0, ""
    for start, end in _values(text):
        kept, at = f"{kept}{text[at:start]}$", end
    return kept + text[at:]


def _in_values(text: str, translate: Translate) -> str:
    at, written = 0, ""
    for start, end in _values(text):
        written, at = f"{written}{text[at:start]}${{{in_script(text[start + 2 : end - 1], translate)}}}", end
    return written + text[at:]
