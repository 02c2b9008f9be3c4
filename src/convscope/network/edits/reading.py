"""The text form of edits, the same in Python, on the command line and in a URL.

    edits  = edit { ";" edit }
    edit   = "pixel@" place { ">" place } [ "*" side ] "=#" colour      pixel@10,12=#ff0000, a brush's stroke
           | layer ":" channel [ "@" place ] "=" number                 blocks.4:12=0, a channel off
           | tensor "[" number { "," number } "]=" number               conv_stem.weight[3,0,1,1]=0.5
    place  = row "," column
    colour = six hexadecimal digits, red, green, blue

A later edit of the same thing takes the place of an earlier one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from convscope.errors import EditError
from convscope.network.edits.edits import Edit, Hold, Paint, Weigh

MOST = 1000  # edits of one text
MOST_POINTS = 4096  # of one stroke
LARGEST = 4096  # pixels of a brush's side
LONGEST = 200_000  # pixels of all strokes together
_WHOLE = r"\d{1,9}"
_PAINT = re.compile(
    rf"pixel@(?P<points>{_WHOLE},{_WHOLE}(?:>{_WHOLE},{_WHOLE})*)(?:\*(?P<side>{_WHOLE}))?"
    r"=#(?P<colour>[0-9a-fA-F]{6})"
)
_HOLD = re.compile(
    rf"(?P<layer>[^:@\s=]+):(?P<channel>{_WHOLE})(?:@(?P<place>{_WHOLE}(?:,{_WHOLE})*))?=(?P<value>[^=]+)"
)
_WEIGH = re.compile(rf"(?P<tensor>[^\s=\[\]]+)\[(?P<index>{_WHOLE}(?:,{_WHOLE})*)\]=(?P<value>[^=]+)")


@dataclass(frozen=True)
class Edits:
    """Edits in the order in which they are done.

    Attributes:
        each: the edits.
    """

    each: tuple[Edit, ...]

    def __str__(self) -> str:
        return "; ".join(map(str, self.each))

    @property
    def of_photo(self) -> tuple[Paint, ...]:
        """Those that change the photo."""
        return tuple(one for one in self.each if isinstance(one, Paint))

    @property
    def of_network(self) -> Edits:
        """Those that change the network."""
        return Edits(tuple(one for one in self.each if not isinstance(one, Paint)))


def read_edits(text: str | Iterable[str] | Edits) -> Edits:
    """The edits that a text means, or several texts one after the other.

    Raises:
        EditError: one cannot be read, or there are too many.
    """
    if isinstance(text, Edits):
        return text
    texts = [text] if isinstance(text, str) else list(text)
    pieces = [piece.strip() for one in texts for piece in one.split(";")]
    said = [piece for piece in pieces if piece]
    if len(said) > MOST:
        raise EditError(f"There are {len(said)} edits; {MOST} are done at once.", "Leave some out.")
    edits = Edits(tuple(_edit(piece) for piece in said))
    length = sum(stroke.length for stroke in edits.of_photo)
    if length > LONGEST:
        raise EditError(
            f"The strokes are {length:,d} pixels long together; {LONGEST:,d} are painted at once.",
            "Leave some out.",
        )
    return edits


def _edit(piece: str) -> Edit:
    if found := _PAINT.fullmatch(piece):
        return _paint(found, piece)
    if found := _HOLD.fullmatch(piece):
        place = found["place"]
        return Hold(
            found["layer"],
            int(found["channel"]),
            None if place is None else _numbers(place),
            _value(found["value"], piece),
        )
    if found := _WEIGH.fullmatch(piece):
        return Weigh(found["tensor"], _numbers(found["index"]), _value(found["value"], piece))
    raise _unreadable(piece)


def _paint(found: re.Match[str], piece: str) -> Paint:
    points = [_numbers(place) for place in found["points"].split(">")]
    side = int(found["side"] or 1)
    if not 1 <= side <= LARGEST or len(points) > MOST_POINTS or any(max(point) > 10**5 for point in points):
        raise EditError(
            f"The stroke {piece[:60]!r} is too large.",
            f"A brush has a side of 1 to {LARGEST} pixels, a stroke at most {MOST_POINTS} points.",
        )
    red, green, blue = bytes.fromhex(found["colour"])
    return Paint(tuple((row, column) for row, column in points), side, (red, green, blue))


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(",")))


def _value(text: str, piece: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise _unreadable(piece) from None
    if not math.isfinite(value):
        raise EditError(f"The edit {piece!r} sets a value that is not finite.", "Write a finite number.")
    return value


def _unreadable(piece: str) -> EditError:
    return EditError(
        f"The edit {piece[:60]!r} cannot be read.",
        "Write for example pixel@10,12=#ff0000, blocks.4:12=0 or conv_stem.weight[3,0,1,1]=0.5, "
        "with ; between several.",
    )
