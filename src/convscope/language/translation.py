"""What was said in English, in the language spoken now: the one function that every door to people calls."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from convscope.language.catalogue import LIST, PAGE, catalogue
from convscope.language.choice import SOURCE, language
from convscope.language.numbers import NUMBER, is_number, localised
from convscope.language.pattern import PLACE, Pattern, Patterns, is_sentence

_COUNTED = re.compile(rf"(.*[^\W\d].*) ({NUMBER})")
_LONGEST = 4000  # characters; beyond there is no message but data


def translated(said: str, context: str = "") -> str:
    """A message in the language spoken now, itself where the catalogue has no translation.

    Args:
        said: in English, the values in their places; space around it is kept.
        context: of the message in the catalogue.
    """
    spoken = language()
    if spoken == SOURCE or len(said) > _LONGEST:
        return str(said)
    return _translated(str(said), context, spoken)


def translated_value(said: str) -> str:
    """What a cell or a page shows, which may be a message or a user's own word, in the language spoken now.

    It is a message only where it says clearly so: "loaf of bread" is a label and not the message "{map} of {target}".
    """
    spoken = language()
    if spoken == SOURCE or len(said) > _LONGEST:
        return str(said)
    return _translated(str(said), "", spoken, is_clear=True)


@lru_cache(maxsize=4096)
def _translated(said: str, context: str, spoken: str, *, is_clear: bool = False) -> str:
    message = said.strip()
    if is_number(message):
        return localised(said)
    if not re.search(r"[^\W\d_]", message):
        return said
    exact = catalogue(spoken).get((context, message))
    if exact is None:
        found = _patterns(spoken, context, is_clear=is_clear).find(message)
        if found is None:
            return said
        pattern, values = found
        exact = pattern.say(values, lambda value: _value(value, spoken))
    return said.replace(message, exact)


def _value(said: str, spoken: str) -> str:
    """A value that is words: a message itself, a word with its number, or a list of such."""
    whole = _translated(said, "", spoken)
    if whole != said or is_sentence(said):
        return whole
    if "; " in said or ", " in said:
        return "".join(
            part if part in ("; ", ", ") else _value(part, spoken) for part in re.split(r"([;,] )", said)
        )
    if counted := _COUNTED.fullmatch(said):
        return f"{_value(counted.group(1), spoken)} {localised(counted.group(2))}"
    return _translated(said, LIST, spoken)


@cache
def _patterns(spoken: str, context: str, *, is_clear: bool = False) -> Patterns:
    patterns = (
        Pattern(message, translation)
        for (of, message), translation in catalogue(spoken).items()
        if of == context != PAGE and PLACE.search(message)
    )
    return Patterns(pattern for pattern in patterns if pattern.is_clear or not is_clear)
