"""The messages in the help of the commands, from the commands themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import typer

from convscope.cli import COMMANDS, app
from convscope.cli.spoken_help import say, say_typer
from tools.messages.message import Message

# Of the facts behind an option's meaning the catalogue has the patterns.
_FACT = re.compile(r"(?:default|at least|at most|above|below) \S+")


def messages() -> Iterator[Message]:
    """Each with the command that says it."""
    group: Any = typer.main.get_command(app)
    found: list[Message] = []

    def keep(place: str) -> Any:
        def kept(text: str, context: str = "") -> str:
            found.append(Message(context, text, place))
            return text

        return kept

    say(group, keep("convscope"))
    say_typer(keep("typer"))
    for name in (command.replace("_", "-") for command in COMMANDS):
        say(group.get_command(typer.Context(group), name), keep(f"convscope-{name}"))
    yield from (message for message in found if not _FACT.fullmatch(message.text))
