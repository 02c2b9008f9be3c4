"""What was said in English, in the language spoken now: the functions that every door to people calls."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from convscope.language.catalogue import LIST, PAGE, catalogue
from convscope.language.choice import SOURCE, language
from convscope.language.numbers import NUMBER, is_number, localised, with_localised
from convscope.language.pattern import PLACE, Pattern, Patterns, is_sentence

_LONGEST = 4000  # characters; beyond there is no message but data

_STOP = re.compile(r"(?<=[.?!]) (?=\S)")
_LABELLED = re.compile(r"([^\W\d][^:]{1,40}): (.+)", re.DOTALL)
_COUNTED = re.compile(rf"(.*[^\W\d].*) ({NUMBER})|({NUMBER}) (.*[^\W\d].*)")
# Arithmetic that is shown: its numbers are written as the language has them, and words stand in parentheses.
_FORMULA = re.compile(r"[^=]*(?: [*/+-] |sqrt|floor).* = .*|[^=]* = .*(?: [*/+-] |sqrt|floor).*", re.DOTALL)
_LEADING = re.compile(r"^[,;] ")  # of what is added to a sentence; the catalogue has it without
_WITH_SIZES = re.compile(r"(.+) (\([\dx]+\))")
_BETWEEN = re.compile(r"([;,] | x )")

# Words that are the user's own, such as the classes of their data.
_OWN: set[str] = set()


def keep(words: Iterable[str]) -> None:
    """Have words of the user's stay as they are from now on: a class called "Input" is no word of the program.

    Networks and data sets say here how their classes are called, all synonyms or the first alone.
    """
    known = len(_OWN)
    for word in words:
        _OWN.update((word.strip(), word.partition(",")[0].strip()))
    if len(_OWN) > known:
        _translated.cache_clear()


def translated(said: str, context: str = "") -> str:
    """A message in the language spoken now, itself where the catalogue has no translation.

    Args:
        said: in English, the values in their places, also several sentences; space around it is kept.
        context: of the message in the catalogue.
    """
    return _spoken(str(said), context)


def translated_value(said: str) -> str:
    """What a cell or a page shows, which may be a message or a user's own word, in the language spoken now.

    It is a message only where it says clearly so: "loaf of bread" is a label and not the message "{map} of {target}".
    What a class of the user's is called is none at all (`keep`).
    """
    return str(said) if str(said).strip() in _OWN else _spoken(str(said), "", is_clear=True)


def _spoken(said: str, context: str, *, is_clear: bool = False) -> str:
    spoken = language()
    if spoken == SOURCE or len(said) > _LONGEST:
        return said
    return _translated(said, context, spoken, is_clear=is_clear)


@lru_cache(maxsize=4096)
def _translated(said: str, context: str, spoken: str, *, is_clear: bool = False) -> str:
    message = said.strip() if context else _LEADING.sub("", said.strip())
    if is_number(message):
        return localised(said)
    if not re.search(r"[^\W\d_]", message):
        return with_localised(said)
    translation = catalogue(spoken).get((context, message))
    if translation is None and not context:
        translation = _found(message, spoken, is_clear=is_clear)
    return said if translation is None else said.replace(message, translation)


def _found(said: str, spoken: str, *, is_clear: bool) -> str | None:
    """What was said with values in it, in several sentences, without its full stop or behind a label."""
    patterns = _patterns(spoken, "", is_clear=is_clear)
    return (
        _by_pattern(_patterns(spoken, "", is_clear=True), said, spoken)
        or _by_sentences(said, spoken, is_clear=is_clear)
        or _by_label(said, spoken)
        or _by_pattern(patterns, said, spoken)
        or _by_pattern(patterns, said, spoken, is_strict=False)
        or (said.endswith(".") and _changed(said[:-1], spoken, is_clear=is_clear, after="."))
        or _by_formula(said, spoken)
    )


def _by_pattern(patterns: Patterns, said: str, spoken: str, *, is_strict: bool = True) -> str | None:
    found = patterns.find(said, is_strict=is_strict)
    return None if found is None else found[0].say(found[1], lambda value: _value(value, spoken))


def _by_sentences(said: str, spoken: str, *, is_clear: bool) -> str | None:
    """Sentence by sentence, a message holding as many as it can."""
    parts = _STOP.split(said)
    for cut in range(len(parts) - 1, 0, -1):
        first = " ".join(parts[:cut])
        translation = _translated(first, "", spoken, is_clear=is_clear)
        if translation != first:
            rest = _translated(" ".join(parts[cut:]), "", spoken, is_clear=is_clear)
            return f"{translation} {rest}"
    return None


def _by_formula(said: str, spoken: str) -> str | None:
    if not _FORMULA.fullmatch(said):
        return None
    words = re.sub(r"\(([a-z][a-z ]+)\)", lambda found: f"({_value(found.group(1), spoken)})", said)
    return with_localised(words)


def _by_label(said: str, spoken: str) -> str | None:
    """A word of the program, perhaps with a number, a colon and a value; or sizes in parentheses behind it."""
    if sizes := _WITH_SIZES.fullmatch(said):
        head = _value(sizes.group(1), spoken)
        return None if head == sizes.group(1) else f"{head} {sizes.group(2)}"
    found = _LABELLED.fullmatch(said)
    if found is None or (label := _value(found.group(1), spoken)) == found.group(1):
        return None
    value = _value(found.group(2), spoken)
    return catalogue(spoken)[LIST, "{label}: {value}"].replace("{label}", label).replace("{value}", value)


def _changed(said: str, spoken: str, *, is_clear: bool, after: str) -> str | None:
    translation = _translated(said, "", spoken, is_clear=is_clear)
    return None if translation == said else translation + after


def _value(said: str, spoken: str) -> str:
    """A value that is words: a message itself, a word with its number, or a list of such."""
    if said in _OWN:
        return said
    clear = _translated(said, "", spoken, is_clear=True)
    if clear != said or is_sentence(said):
        return clear if clear != said else _translated(said, "", spoken)
    if _BETWEEN.search(said):
        return "".join(
            part if place % 2 else _value(part, spoken) for place, part in enumerate(_BETWEEN.split(said))
        )
    if listed := _by_pattern(_patterns(spoken, LIST), said, spoken):
        return listed
    if counted := _COUNTED.fullmatch(said):
        return " ".join(_value(part, spoken) for part in counted.groups() if part)
    return _translated(said, "", spoken)


@cache
def _patterns(spoken: str, context: str, *, is_clear: bool = False) -> Patterns:
    patterns = (
        Pattern(message, translation)
        for (of, message), translation in catalogue(spoken).items()
        if of == context != PAGE and PLACE.search(message) and translation != message
    )
    return Patterns(pattern for pattern in patterns if pattern.is_clear or not is_clear)
