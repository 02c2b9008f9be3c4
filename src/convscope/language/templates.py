"""The messages of a page's template, and the template in another language.

A message is what stands between two tags of block level, with the inline tags and the Jinja expressions in it,
as it is written: a translator moves them to where the sentence wants them.  So no sentence is put together from
pieces, and the template stays as it was written, in English.  Titles, alternative texts and labels for screen
readers are messages, too.  Values that a template prints are translated as they are printed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_JINJA = r"\{\{.*?\}\}|\{%.*?%\}"
_TOKEN = re.compile(rf"\{{#.*?#\}}|{_JINJA}|<!--.*?-->|<[a-zA-Z/!](?:{_JINJA}|[^<>])*>", re.DOTALL)
_SPOKEN = re.compile(
    rf'\b(alt|title|placeholder|lang|aria-label|aria-roledescription)="((?:{_JINJA}|[^"])*)"', re.DOTALL
)
_INLINE = frozenset(
    ["a", "abbr", "b", "code", "em", "i", "kbd", "small", "span", "strong", "sub", "sup", "br"]
)
_OPENING, _BETWEEN = frozenset(["if", "for"]), frozenset(["else", "elif"])
_LETTERS = re.compile(r"(?!Convscope\b)\b[^\W\d_]{2,}")
_OPAQUE = re.compile(
    r"(<(?:style|script)\b.*?</(?:style|script)>|\{%-?\s*macro\b.*?endmacro\s*-?%\})", re.DOTALL
)

Translate = Callable[[str], str]


def in_template(source: str, translate: Translate) -> str:
    """A template with its messages translated, and its printed values given to the filter ``said``.

    Args:
        source: of an HTML template.
        translate: a message.
    """
    return "".join(
        _opaque(part, translate) if place % 2 else _runs(part, translate)
        for place, part in enumerate(_OPAQUE.split(source))
    )


def _opaque(part: str, translate: Translate) -> str:
    """A macro, whose messages are translated and whose values are left to those who call it; else as it is."""
    return _runs(part, translate, values=False) if part.startswith("{%") else part


def _runs(source: str, translate: Translate, *, values: bool = True) -> str:
    written: list[str] = []
    run: list[str] = []

    def end() -> None:
        written.extend(_message(group, translate, values=values) for group in _split_unmatched(run))
        run.clear()

    for token in _tokens(source):
        if token.startswith("<") and not _is_inline(token):
            end()
            written.append(_tag(token, translate, values=values))
        else:
            run.append(token)
    end()
    return "".join(written)


def _tokens(source: str) -> Iterator[str]:
    at = 0
    for found in _TOKEN.finditer(source):
        if found.start() > at:
            yield source[at : found.start()]
        yield found.group()
        at = found.end()
    if at < len(source):
        yield source[at:]


def _is_inline(token: str) -> bool:
    name = re.match(r"</?([a-zA-Z][\w-]*)", token)
    return name is not None and name.group(1).lower() in _INLINE


def _statement(token: str) -> str:
    found = re.match(r"\{%-?\s*(\w+)", token)
    return found.group(1) if found else ""


def _split_unmatched(run: list[str]) -> Iterator[list[str]]:
    """Parts of a run of which each holds the end of every block that it begins; what divides them stands alone."""
    stack: list[list[int]] = []
    matched: set[int] = set()
    for place, token in enumerate(run):
        word = _statement(token)
        if word in _OPENING:
            stack.append([place])
        elif word in _BETWEEN and stack:
            stack[-1].append(place)
        elif word.startswith("end") and stack:
            matched.update([*stack.pop(), place])
    part: list[str] = []
    for place, token in enumerate(run):
        if _statement(token) and place not in matched:
            yield part
            yield [token]
            part = []
        else:
            part.append(token)
    yield part


def _message(tokens: list[str], translate: Translate, *, values: bool) -> str:
    whole = "".join(tokens)
    words = re.sub(r"&\w+;", "", "".join(token for token in tokens if not token.startswith(("{", "<"))))
    if _LETTERS.search(words) and not (len(tokens) == 1 and tokens[0].startswith("{")):
        message = " ".join(whole.split())
        before, after = whole[: len(whole) - len(whole.lstrip())], whole[len(whole.rstrip()) :]
        said = translate(message)
        tokens = [before, *_tokens(whole.strip() if said == message else said), after]
        return "".join(_printed(t) if values else t for t in tokens)
    return "".join(
        _tag(t, translate, values=values) if t.startswith("<") else _printed(t) if values else t
        for t in tokens
    )


def _tag(token: str, translate: Translate, *, values: bool) -> str:
    """A tag with what it says to people translated."""

    def attribute(found: re.Match[str]) -> str:
        name, text = found.groups()
        said = translate(" ".join(text.split())) if _LETTERS.search(re.sub(_JINJA, "", text)) else text
        if values:
            said = "".join(map(_printed, _tokens(said)))
        return f'{name}="{said}"'

    return _SPOKEN.sub(attribute, token)


def _printed(token: str) -> str:
    """An expression that is printed, its value translated; any other token as it is."""
    inner = re.fullmatch(r"\{\{-?(.*?)-?\}\}", token, re.DOTALL)
    return f"{{{{ ({inner.group(1).strip()}) | said }}}}" if inner else token
