"""The option ``--language``, which stands before a command or behind it."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from convscope.language import choose, languages

_OPTION = "--language"


def chosen_language(words: Sequence[str]) -> list[str]:
    """Speak the language that a command line names, and the words of the line without it.

    It is taken before anything else is read, so that help and errors speak it, too.

    Args:
        words: of the command line, behind the program's name.

    Raises:
        typer.BadParameter: there is no such language.
    """
    rest: list[str] = []
    given = iter(words)
    for word in given:
        name, equals, value = word.partition("=")
        if name != _OPTION:
            rest.append(word)
            continue
        code = value if equals else next(given, "")
        if code not in languages():
            raise typer.BadParameter(f"{_OPTION} takes {' or '.join(languages())}, got {code!r}.")
        choose(code)
    return rest
