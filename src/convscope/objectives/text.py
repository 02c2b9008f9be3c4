"""The text form of objectives, the same in Python, on the command line and in a URL.

    objective = ["-"] term { (" + " | " - ") term }
    term      = [ number "*" ] unit
    unit      = "class:" label [ "@mask" ] | "prob:" label | "detection:" number [ "." part ]
              | "caption:" number [ "@" number ]
              | layer [ ":" channel [ "@" place ] ] | "diversity:" layer | ("l1:" | "l2:" | "tv:") layer [ "@" place ]
    place     = span "," span
    span      = number [ "-" number ]

The signs between terms stand between spaces, so that layers and labels may hold hyphens.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from convscope.errors import ObjectiveError
from convscope.objectives.classes import ClassProbability, ClassScore
from convscope.objectives.detections import PARTS, DetectionPart
from convscope.objectives.dissimilarity import Diversity
from convscope.objectives.objective import Combination, Objective
from convscope.objectives.penalties import L1, L2, TotalVariation
from convscope.objectives.places import Patch, Span
from convscope.objectives.sentences import CaptionWord
from convscope.objectives.units import Channel, Layer, Neuron

_SIGN = re.compile(r"\s+([+-])\s+")
_FACTOR = re.compile(r"([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*\*\s*")
_SPAN = r"\d{1,18}(?:-\d{1,18})?"
_PLACE = rf"@(?P<place>{_SPAN}(?:,{_SPAN})*)"
_UNIT = re.compile(rf"(?P<layer>[^:@\s*]+)(?::(?P<channel>\d{{1,18}})(?:{_PLACE})?)?")
_PENALIZED = re.compile(rf"(?P<layer>[^@]+)(?:{_PLACE})?")
_NUMBERED = re.compile(r"\d+(@[\d,-]*)?")  # then the kind is the name of a layer, and this its channel
_DIGITS = 18  # no network has more units than fit into them, and Python refuses to read thousands
_CLASSES = {"class": ClassScore, "prob": ClassProbability}
_PENALTIES: dict[str, Callable[[str, tuple[Span, ...]], Objective]] = {
    "l1": L1,
    "l2": L2,
    "tv": TotalVariation,
}


def parse(text: str) -> Objective:
    """The objective that a text means.

    Raises:
        ObjectiveError: naming the column of what cannot be read.
    """
    signs = list(_SIGN.finditer(text))
    starts = [0, *(sign.end() for sign in signs)]
    ends = [*(sign.start() for sign in signs), len(text)]
    factors = [1.0, *(-1.0 if sign[1] == "-" else 1.0 for sign in signs)]
    terms = []
    for start, end, factor in zip(starts, ends, factors, strict=True):
        weight, unit = _term(text[start:end], text, start)
        terms.append((factor * weight, unit))
    return terms[0][1] if len(terms) == 1 and terms[0][0] == 1 else Combination(tuple(terms))


def _term(piece: str, text: str, column: int) -> tuple[float, Objective]:
    stripped = piece.strip()
    column += len(piece) - len(piece.lstrip())
    weight = 1.0
    if factor := _FACTOR.match(stripped):
        weight = float(factor[1])
    elif stripped[:1] == "-":
        factor = re.match(r"-\s*", stripped)
        weight = -1.0
    start = factor.end() if factor else 0
    return weight, _unit(stripped[start:], text, column + start)


def _unit(piece: str, text: str, column: int) -> Objective:
    kind, colon, label = piece.partition(":")
    if colon and kind in _CLASSES:
        if not label.strip():
            raise _error(text, column + len(kind) + 1, "expected a class, got nothing")
        name, masked, _ = label.strip().partition("@mask")
        value = int(name) if name.isdecimal() and len(name) <= _DIGITS else name
        return ClassScore(value, mask=True) if masked and kind == "class" else _CLASSES[kind](value)
    if colon and kind == "detection":
        return _detection(label.strip(), text, column + len(kind) + 1)
    if colon and kind == "caption":
        return _caption(label.strip(), text, column + len(kind) + 1)
    if colon and label and not _NUMBERED.fullmatch(label) and (found := _of_layer(kind, label)):
        return found
    return _layer_unit(piece, text, column)


def _layer_unit(piece: str, text: str, column: int) -> Objective:
    match = _UNIT.match(piece)
    if not match:
        got = repr(piece[:12]) if piece else "nothing"
        raise _error(text, column, f"expected a layer, class: or prob:, got {got}")
    if match.end() != len(piece):
        end = match.end()
        wrong = _error(text, column + end, f"expected the end or ' + ', got {piece[end : end + 12]!r}")
        label = piece[end + 1 :].strip()
        if piece[end] == ":" and match["channel"] is None and label:
            wrong = ObjectiveError(wrong.message, f"A class is named class:{label}, a channel by its number.")
        raise wrong
    layer, channel, place = match["layer"], match["channel"], match["place"]
    if channel is None:
        return Layer(layer)
    if place is None:
        return Channel(layer, int(channel))
    spans = _spans(place)
    if "-" in place:
        return Patch(layer, int(channel), spans)
    return Neuron(layer, int(channel), tuple(first for first, _ in spans))


def _of_layer(kind: str, label: str) -> Objective | None:
    if kind == "diversity":
        return Diversity(label)
    match = _PENALIZED.fullmatch(label)
    return _PENALTIES[kind](match["layer"], _spans(match["place"])) if match and kind in _PENALTIES else None


def _spans(place: str | None) -> tuple[Span, ...]:
    ends = [part.partition("-") for part in place.split(",")] if place else []
    return tuple((int(first), int(last or first)) for first, _, last in ends)


def _detection(piece: str, text: str, column: int) -> Objective:
    number, dot, part = piece.partition(".")
    if not number.isdecimal() or len(number) > _DIGITS:
        raise _error(text, column, f"expected the number of a detection, got {piece[:12]!r}")
    if not dot:
        return DetectionPart(int(number))
    for one in PARTS:
        if one == part:
            return DetectionPart(int(number), one)
    raise _error(text, column + len(number) + 1, f"expected one of {', '.join(PARTS[1:])}, got {part[:12]!r}")


def _caption(piece: str, text: str, column: int) -> Objective:
    number, at, region = piece.partition("@")
    if not number.isdecimal() or len(number) > _DIGITS:
        raise _error(text, column, f"expected the number of a word, got {piece[:12]!r}")
    if not at:
        return CaptionWord(int(number))
    if not region.isdecimal() or len(region) > _DIGITS:
        raise _error(text, column + len(number) + 1, f"expected the number of a region, got {region[:12]!r}")
    return CaptionWord(int(number), int(region))


def _error(text: str, column: int, what: str) -> ObjectiveError:
    return ObjectiveError(
        f"In the objective {text!r}, at column {column + 1}: {what}.",
        "Write for example class:tabby, blocks.4:12, blocks.4:12@7,7 or class:tabby - 0.5*blocks.4:12.",
    )
