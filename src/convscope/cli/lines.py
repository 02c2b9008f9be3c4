"""What the commands share that print one JSON document a line, as soon as each is found.

A command is a function that returns the lines; `lines` turns it into what the user sees: JSON in a pipe, in a
file or with ``--json``, else words.  A line with the key ``error`` is also told on stderr, and the exit code is
then 2, but the lines after it come.
"""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, ParamSpec

from convscope.cli.answer import fail, silent, tell, with_flags
from convscope.errors import ConvscopeError
from convscope.files import replacing
from convscope.language import translated

P = ParamSpec("P")
Line = Mapping[str, Any]


def lines(words: Callable[[Line], str]) -> Callable[[Callable[P, Iterator[Line]]], Callable[P, None]]:
    """Make a command of a function that returns lines and has a ``json_``, a ``quiet`` and an ``out`` option.

    Args:
        words: says a line without an error to a person.
    """

    def command_of(command: Callable[P, Iterator[Line]]) -> Callable[P, None]:
        @functools.wraps(command)
        def run(*args: P.args, **kwargs: P.kwargs) -> None:
            as_json = bool(kwargs.get("json_")) or not sys.stdout.isatty()
            shown = not kwargs.get("quiet")
            out = kwargs.get("out")
            failed = False
            silent.set(not shown)  # the lines have no place for notes
            written = []
            try:
                for line in command(*args, **kwargs):
                    document = json.dumps(line, ensure_ascii=False, default=str)
                    written.append(document)
                    if "error" in line:
                        failed = True
                        tell(line["error"]["message"], line["error"]["hint"])
                    if shown and not out and (as_json or "error" not in line):
                        print(document if as_json else translated(words(line)), flush=True)
                if isinstance(out, Path):
                    with replacing(out) as temporary:
                        temporary.write_text("".join(f"{text}\n" for text in written), encoding="utf-8")
            except ConvscopeError as error:
                fail(error.kind, error.message, error.hint, as_json=bool(kwargs.get("json_")), code=2)
            if failed:
                raise SystemExit(2)

        return run

    return command_of


def error_line(error: ConvscopeError) -> dict[str, str]:
    """An error in plain values."""
    return {"kind": error.kind, "message": error.message, "hint": with_flags(error.hint)}
