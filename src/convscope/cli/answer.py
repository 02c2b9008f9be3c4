"""What every command shares: the JSON document, the errors and the exit codes.

A command is a function that returns an `Answer`; `answers` turns it into what the user sees.  With ``--json``
that is one JSON document with the command's keys and ``convscope``, ``seconds``, ``settings`` and ``notes``, what a
person is told beside the answer; else it is what the answer's ``show`` prints.  Exit codes: 0 done, 2 the user's
input is wrong, 130 interrupted, 1 anything else.
"""

from __future__ import annotations

import functools
import inspect
import json
import re
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ParamSpec

import typer

from convscope.errors import ConvscopeError
from convscope.language import translated

if TYPE_CHECKING:
    from rich.console import Console

P = ParamSpec("P")

# What Typer makes of KeyboardInterrupt: an exit code without a word, as of a shell.
INTERRUPTED = 130

# Nothing is wrapped or cut for a window where there is none.
_PIPED_WIDTH = 240

# How a hint writes an argument of Python: run_code=True, weights='random'.
_ARGUMENT = re.compile(r"\b([a-z][a-z_]*)=(?:True\b|'([^']*)'|\"([^\"]*)\")")

# Whether the command that runs prints nothing beside its answer.
silent: ContextVar[bool] = ContextVar("silent", default=False)

# What the command that runs has told beside its answer; a JSON document says it as ``notes``.
_told: ContextVar[tuple[str, ...]] = ContextVar("_told", default=())

# Whether a person ended the command that runs: what is finished is its answer, and the exit code says so.
interrupted: ContextVar[bool] = ContextVar("interrupted", default=False)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]


@dataclass(frozen=True)
class Answer:
    """What a command found.

    Attributes:
        document: the command's own keys of the JSON document.
        show: prints the same for a person.
        errors: what was wrong with a part of the input, while the rest was done; the exit code is then 2, and the
            JSON document has them as ``failures``, unless it tells them itself.
    """

    document: Mapping[str, Any]
    show: Callable[[Console], None]
    errors: Sequence[ConvscopeError] = ()


def answers(command: Callable[P, Answer]) -> Callable[P, None]:
    """Make a command of a function that returns an `Answer` and has a ``json_`` and a ``quiet`` option."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        from convscope.version import VERSION

        began = time.perf_counter()
        settings = inspect.signature(command).bind(*args, **kwargs).arguments
        as_json, quiet = settings.pop("json_", False), settings.pop("quiet", False)
        silent.set(as_json or quiet)
        _told.set(())
        interrupted.set(False)
        try:
            answer = command(*args, **kwargs)
        except ConvscopeError as error:
            fail(error.kind, error.message, error.hint, as_json=as_json, code=2)
        if as_json:
            seconds = round(time.perf_counter() - began, 3)
            notes = list(dict.fromkeys([*_told.get(), *answer.document.get("notes", ())]))
            common = {"convscope": VERSION, "seconds": seconds, "settings": settings}
            failures = [_error(one.kind, one.message, with_flags(one.hint)) for one in answer.errors]
            of_parts = {"failures": failures} if failures else {}
            whole = {**common, **of_parts, **answer.document, "notes": notes}
            print(json.dumps(whole, default=_plain, ensure_ascii=False))
        elif not quiet:
            from convscope.cli.console import SpokenConsole

            console = SpokenConsole()
            if not console.is_terminal:
                console.width = _PIPED_WIDTH
            answer.show(console)
        for partial in answer.errors:
            tell(partial.message, with_flags(partial.hint))
        if interrupted.get():
            raise SystemExit(INTERRUPTED)
        if answer.errors:
            raise SystemExit(2)

    return run


def fail(kind: str, message: str, hint: str, *, as_json: bool, code: int) -> None:
    """Say what is wrong, once, and leave with the exit code."""
    hint = with_flags(hint)
    if as_json:
        print(json.dumps({"error": _error(kind, message, hint)}, ensure_ascii=False))
    tell(message, hint)
    raise SystemExit(code)


def _error(kind: str, message: str, hint: str) -> dict[str, str]:
    """As a JSON document says it."""
    return {"kind": kind, "message": message, "hint": hint}


def tell(message: str, hint: str) -> None:
    """Print an error to stderr, in the language spoken now."""
    print(f"convscope: {translated(message)} {translated(hint)}".rstrip(), file=sys.stderr)


def note(sentence: str) -> None:
    """Tell something beside the answer: a person on stderr, unless with ``--quiet``, a program in the document."""
    keep_note(sentence)
    if not silent.get():
        print(f"convscope: {translated(sentence)}", file=sys.stderr)


def keep_note(sentence: str) -> None:
    """Keep for the JSON document what was told beside the answer, or would be to a person."""
    _told.set((*_told.get(), sentence))


def with_flags(hint: str) -> str:
    """A hint with command-line flags for Python's arguments: ``run_code=True`` becomes ``--run-code``."""

    def flag(found: re.Match[str]) -> str:
        name, *values = found.groups()
        value = next((value for value in values if value is not None), "")
        return f"--{name.replace('_', '-')} {value}".rstrip()

    return _ARGUMENT.sub(flag, hint)


def _plain(value: object) -> object:
    if isinstance(value, Path):
        return str(value)
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} does not belong into a JSON document")
