"""Numbers as they are written for people: the decimal mark and the mark between thousands."""

from __future__ import annotations

import re

from convscope.language.choice import SOURCE, language

# A whole text that is one number, with a sign, marks between thousands, an exponent, a per cent sign.
NUMBER = r"[-+\u2212]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[-+]?\d+)?|[-+\u2212]?(?:inf|nan)"
_WHOLE = re.compile(rf"\s*(?:{NUMBER})\s*%?\s*")

# A number with a point within a text, neither a version nor one of a list that is typed with commas.
_WITHIN = re.compile(r"(?<![\w.,])\d+\.\d+(?:e[-+]?\d+)?(?!,?[\w.])")

_MARKS = {"fr": str.maketrans({".": ",", ",": "\u202f"})}


def is_number(text: str) -> bool:
    """Whether a text is one number as Python writes it, with commas between thousands or without."""
    return _WHOLE.fullmatch(text) is not None


def localised(number: str) -> str:
    """A number written by Python, ``1,234.5`` or ``12.5%``, as the language writes it: ``1 234,5`` in French."""
    spoken = language()
    if spoken == SOURCE:
        return number
    written = number.translate(_MARKS.get(spoken, {}))
    return re.sub(r"(?<=\d)\s*%", "\u00a0%", written) if spoken == "fr" else written


def with_localised(text: str) -> str:
    """A text whose numbers are written as the language has them: a formula, a row of a matrix."""
    return _WITHIN.sub(lambda number: localised(number.group()), text)
