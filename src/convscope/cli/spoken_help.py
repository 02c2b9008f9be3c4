"""The help of a command in the language spoken now: what is said in it, found in the command itself."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import typer

from convscope.language import language, translated
from convscope.language.catalogue import HELP
from convscope.language.choice import SOURCE

Translate = Callable[..., str]

# What `options_from` puts behind a description: "... (default 3, at least 1)."
_FACTS = re.compile(r"(.*?) \(((?:default|at least|at most|above|below) [^()]*)\)\.", re.DOTALL)
# Typer's own words are constants of the module that lays out its help.
_OF_TYPER = (
    "DEFAULT_STRING",
    "REQUIRED_LONG_STRING",
    "ARGUMENTS_PANEL_TITLE",
    "OPTIONS_PANEL_TITLE",
    "COMMANDS_PANEL_TITLE",
)


def speak(command: Any) -> None:
    """Say a command's help, and that of the commands below it, in the language spoken now.

    Args:
        command: what Typer made; changed in place.
    """
    if language() == SOURCE:
        return
    say(command, translated)
    say_typer(translated)


def say(command: Any, translate: Translate) -> None:
    """Put what a command's help says through a function, message by message.

    Args:
        command: what Typer made; changed in place.
        translate: a message.
    """
    for below in getattr(command, "commands", {}).values():
        say(below, translate)
    for attribute in ("help", "short_help", "epilog"):
        if text := getattr(command, attribute, None):
            setattr(command, attribute, _paragraphs(text, translate))
    context = typer.Context(command, help_option_names=["-h", "--help"])
    for parameter in command.get_params(context):
        if parameter.help:
            parameter.help = _described(parameter.help, translate)
        if parameter.rich_help_panel:
            parameter.rich_help_panel = translate(parameter.rich_help_panel)
        kind = vars(parameter).get("display_type")
        if kind and (word := kind(context)):
            spoken = translate(word, HELP)
            parameter.display_type = lambda ctx, word=spoken: word  # noqa: ARG005 - Typer's signature


def say_typer(translate: Translate) -> None:
    """Put Typer's own words of a help through a function."""
    from typer import rich_utils

    for name in _OF_TYPER:
        setattr(rich_utils, name, translate(_of_typer(name)))


@cache
def _of_typer(name: str) -> str:
    """Typer's word as Typer says it, whatever was put in its place since it was first asked for."""
    from typer import rich_utils

    word: str = getattr(rich_utils, name)
    return word


def _paragraphs(text: str, translate: Translate) -> str:
    """Each paragraph by itself; that of the examples keeps its lines."""
    said = []
    for paragraph in inspect.cleandoc(text).split("\n\n"):
        heading, *lines = paragraph.split("\n")
        is_listing = heading.endswith(":") and all(line.lstrip().startswith("convscope ") for line in lines)
        said.append(
            "\n".join([translate(heading), *(f"  {line.lstrip()}" for line in lines)])
            if is_listing
            else translate(" ".join(paragraph.split()))
        )
    return "\n\n".join(said)


def _described(text: str, translate: Translate) -> str:
    """What an option means, and in parentheses its default and its bounds."""
    found = _FACTS.fullmatch(text)
    if found is None:
        return translate(" ".join(text.split()))
    meaning, facts = found.groups()
    said = translate(f"{meaning}.")
    return f"{said.removesuffix('.')} ({', '.join(map(translate, facts.split(', ')))})."
