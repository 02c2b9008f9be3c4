"""The catalogues, in step with the source: refreshed, and checked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, TemplateSyntaxError

from convscope.language.catalogue import PAGE
from convscope.language.choice import CATALOGUES
from convscope.language.pattern import PLACE
from tools.messages.extraction import messages
from tools.messages.message import Message

_EXPRESSION = re.compile(r"\{[{%].*?[%}]\}|\$\{.*?\}", re.DOTALL)
_KEYWORDS = {
    "if",
    "else",
    "elif",
    "endif",
    "for",
    "endfor",
    "in",
    "not",
    "and",
    "or",
    "is",
    "none",
    "defined",
}
_NAME = re.compile(r"(?<![\w\"'])[a-z_]\w*(?:\.\w+)*")
_TEXTS = re.compile(r"\"[^\"]*\"|'[^']*'|`[^`$]*|\}[^`$]*`")
_TAG = re.compile(r"</?\w+[^<>]*>")
# Of the header, what would change with every refreshing, and what Git knows.
_OF_PEOPLE = tuple(
    f'"{name}'
    for name in (
        "Project-Id-Version",
        "Report-Msgid",
        "POT-Creation",
        "PO-Revision",
        "Last-Translator",
        "Language-Team",
        "Generated-By",
    )
)
_BEFORE = re.compile(r"(?<=[\w)»%\]}]) [:;!?»]|« ")


def template() -> Catalog:
    """All messages of the source without a translation."""
    catalog = Catalog(project="Convscope", charset="utf-8", fuzzy=False)
    for message in messages():
        catalog.add(message.text, context=message.context or None, locations=[(message.place, 0)])
    for message in catalog:
        message.locations = sorted(set(message.locations))
    return catalog


def read(place: Path) -> Catalog:
    """A catalogue from its file."""
    with place.open("rb") as file:
        return read_po(file, locale=place.stem, charset="utf-8")


def write(catalog: Catalog, place: Path) -> None:
    """A catalogue into its file, without the numbers of lines, which change with every commit."""
    file = BytesIO()
    catalog.header_comment = f"# Messages of Convscope ({place.stem}); see CONTRIBUTING.md."
    write_po(file, catalog, width=110, include_lineno=False, ignore_obsolete=True, sort_by_file=True)
    lines = file.getvalue().decode().splitlines(keepends=True)
    place.write_text("".join(line for line in lines if not line.startswith(_OF_PEOPLE)), encoding="utf-8")


def refreshed(place: Path) -> Catalog:
    """A catalogue with the messages that the source has now: new ones without a translation, changed ones fuzzy."""
    catalog = read(place)
    catalog.update(template(), no_fuzzy_matching=False, update_header_comment=False)
    return catalog


def problems(place: Path) -> Iterator[str]:
    """What is missing, obsolete or malformed in a catalogue, a line each."""
    catalog = read(place)
    there = {(message.context or "", str(message.id)): message for message in catalog if message.id}
    wanted = {(one.context, one.text): one for one in messages()}
    for key, one in wanted.items():
        message = there.get(key)
        if message is None or not message.string or message.fuzzy:
            yield f"missing: {one.text!r} of {one.place}"
    for (context, text), message in there.items():
        if (context, text) not in wanted:
            yield f"obsolete: {text!r}"
        elif message.string and not message.fuzzy:
            yield from (
                f"malformed: {text!r}: {wrong}"
                for wrong in malformed(Message(context, text, ""), str(message.string))
            )


def malformed(message: Message, translation: str) -> Iterator[str]:
    """What is wrong with a translation: places, names or tags that are not those of the message, or spaces."""
    if message.context == PAGE:
        if _names(message.text) != _names(translation):
            yield f"names {_names(message.text) ^ _names(translation)} on one side alone"
        if sorted(_TAG.findall(_EXPRESSION.sub("", message.text))) != sorted(
            _TAG.findall(_EXPRESSION.sub("", translation))
        ):
            yield "other tags"
        try:
            Environment().parse(translation)
        except TemplateSyntaxError as error:
            yield str(error)
    elif _places(message.text) != _places(translation):
        yield f"places {_places(message.text) ^ _places(translation)} on one side alone"
    if found := _BEFORE.search(_EXPRESSION.sub("0", PLACE.sub("0", translation))):
        yield f"a space that can break at {found.group()!r}"


def _names(text: str) -> frozenset[str]:
    """Names in the expressions of a message, without texts and the words of Jinja."""
    plain = [_TEXTS.sub("", part) for part in _EXPRESSION.findall(text)]
    return frozenset(name for part in plain for name in _NAME.findall(part)) - _KEYWORDS


def _places(text: str) -> frozenset[str]:
    return frozenset(place.group(1) for place in PLACE.finditer(text))


def all_places() -> list[Path]:
    """The files of all catalogues."""
    return sorted(CATALOGUES.glob("*.po"))
