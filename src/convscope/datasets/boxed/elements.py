"""XML whose elements know their lines, so that an error can name them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from convscope.errors import DataError


@dataclass
class Element:
    """An element.

    Attributes:
        tag: its name.
        file: in which it stands.
        line: of the file, from 1.
        text: directly in it.
        children: elements in it.
    """

    tag: str
    file: str
    line: int
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def all(self, tag: str) -> Iterator[Element]:
        """The children of a name."""
        return (child for child in self.children if child.tag == tag)

    def first(self, tag: str) -> Element | None:
        """The first child of a name."""
        return next(self.all(tag), None)

    def text_of(self, tag: str) -> str:
        """The text of the first child of a name.

        Raises:
            DataError: there is none, or it is empty.
        """
        child = self.first(tag)
        if child is None or not child.text.strip():
            raise DataError(
                f"The {self.tag} at line {self.line} of {self.file} has no {tag}.", "Complete it."
            )
        return child.text.strip()

    def number_of(self, tag: str) -> float:
        """The number in the first child of a name.

        Raises:
            DataError: there is none, or it is no number.
        """
        text = self.text_of(tag)
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise DataError(
                f"The {tag} of the {self.tag} at line {self.line} of {self.file} is a number, got {text!r}.",
                "Correct it.",
            )
        return number


def read_elements(content: bytes, file: str) -> Element:
    """The outermost element of an XML file.

    Raises:
        DataError: it is broken or cut off, or declares entities, which no annotation needs.
    """
    open_ones: list[Element] = []
    outermost: list[Element] = []
    parser = expat.ParserCreate()

    def begin(tag: str, _: dict[str, str]) -> None:
        element = Element(tag, file, parser.CurrentLineNumber)
        (open_ones[-1].children if open_ones else outermost).append(element)
        open_ones.append(element)

    def end(_: str) -> None:
        open_ones.pop()

    def text(characters: str) -> None:
        open_ones[-1].text += characters

    def entity(*_: object) -> None:
        raise DataError(f"{file} declares an entity at line {parser.CurrentLineNumber}.", "Remove it.")

    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.CharacterDataHandler, parser.EntityDeclHandler = text, entity
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise DataError(
            f"{file} is no whole XML: line {error.lineno} is wrong ({expat.ErrorString(error.code)}).",
            "Write it anew.",
        ) from error
    return outermost[0]
