"""The text form of kernels and banks: ``name`` or ``name:option=number,option=number``."""

from __future__ import annotations

import inspect
import math
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from convscope.errors import FilterError, suggest

Number = int | float
Maker = Callable[..., Any]


@dataclass(frozen=True)
class Recipe:
    """A name, and the options that differ from its defaults in the order given."""

    name: str
    options: Mapping[str, Number]

    def __str__(self) -> str:
        written = ",".join(f"{option}={shortest(value)}" for option, value in self.options.items())
        return f"{self.name}:{written}" if written else self.name

    def make(self, makers: Mapping[str, Maker]) -> Any:
        """Call the maker with the options."""
        return makers[self.name](**self.options)


def shortest(value: Number) -> str:
    """Shortest text of a number that reads as the same number: 2 also for 2.0."""
    return repr(value).removesuffix(".0")


def parse(text: str, makers: Mapping[str, Maker], kind: str) -> Recipe:
    """Read the text form.

    Args:
        text: such as ``gabor:frequency=0.1,theta=45``; spaces around its parts do not count.
        makers: functions by name; their signatures say which options there are.
        kind: what the makers make, for the messages.

    Raises:
        FilterError: where the text is wrong, with the place; unknown names come with near matches.
    """
    name, colon, rest = text.partition(":")
    name = name.strip()
    if name not in makers:
        raise FilterError(f"There is no {kind} {name!r}.", _near(name, makers))
    options: dict[str, Number] = {}
    place = len(text) - len(rest)
    for part in rest.split(",") if colon else ():
        option, value = _option(text, place, part, makers[name])
        if option in options:
            _wrong(text, place, f"{option} is given twice")
        options[option] = value
        place += len(part) + 1
    return Recipe(name, options)


def options_of(maker: Maker) -> dict[str, inspect.Parameter]:
    """The options that a maker takes, by name, in its order."""
    return dict(inspect.signature(maker).parameters)


def _option(text: str, place: int, part: str, maker: Maker) -> tuple[str, Number]:
    option, equals, written = (piece.strip() for piece in part.partition("="))
    allowed = options_of(maker)
    if not equals:
        _wrong(text, place, f"expected option=number, got {part.strip()!r}")
    if option not in allowed:
        _wrong(text, place, f"there is no option {option!r}", _near(option, allowed))
    place += part.index("=") + 1
    takes_whole = int in _members(typing.get_type_hints(maker)[option])
    try:
        value: Number = int(written) if takes_whole else float(written)
    except ValueError:
        _wrong(text, place, f"{option} takes a {'whole ' * takes_whole}number, got {written!r}")
    if not math.isfinite(value):
        _wrong(text, place, f"{option} takes a finite number, got {written!r}")
    return option, value


def _members(hint: Any) -> tuple[Any, ...]:
    return typing.get_args(hint) or (hint,)


def _wrong(text: str, place: int, what: str, hint: str = "") -> NoReturn:
    raise FilterError(f"In {text!r} at character {place + 1}: {what}.", hint)


def _near(name: str, known: Mapping[str, Any]) -> str:
    if not known:
        return "It takes none."
    return suggest(name, known, f"There are: {', '.join(known)}.")
