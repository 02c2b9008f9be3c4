"""The group of all commands, of which none is imported before it is used."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Sequence
from copy import copy
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from convscope.cli.completion import completing
from convscope.cli.help import readable
from convscope.cli.spoken_help import speak


def group_of(files: Sequence[str]) -> type[TyperGroup]:
    """The class of a group whose commands are the files (or folders) of these names beside this one.

    A command is called as its file, with hyphens for underscores.  The group's help shows the first line of each
    file's docstring and imports none; whatever asks for a command itself gets the function, or the `typer.Typer`
    for a group, that has the file's name.
    """
    by_name = {file.replace("_", "-"): file for file in files}

    class Group(TyperGroup):
        def __init__(self, **settings: Any) -> None:
            placeholders = {name: TyperCommand(name, short_help=summary(by_name[name])) for name in by_name}
            super().__init__(**{**settings, "commands": placeholders})

        def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - Click's signature
            return _imported(cmd_name, by_name[cmd_name]) if cmd_name in by_name else None

        def format_help(self, ctx: Any, formatter: Any) -> None:
            parameters = [copy(parameter) for parameter in self.get_params(ctx)]
            for parameter in parameters:
                parameter.metavar = parameter.metavar if parameter.name == "_language" else ""
            listing = TyperGroup(
                name=self.name,
                params=parameters,
                help=self.help,
                add_help_option=False,
                commands={name: copy(command) for name, command in self.commands.items()},
            )
            speak(listing)
            listing.format_help(ctx, formatter)

    return Group


def summary(file: str) -> str:
    """What a command is for: the first line of its docstring, after its name."""
    place = Path(__file__).parent / file
    source = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    first, *_ = (ast.get_docstring(ast.parse(source.read_text("utf-8"))) or "").splitlines()
    _, _, said = first.partition(": ")
    return said[:1].upper() + said[1:]


def _imported(name: str, file: str) -> Any:
    command = getattr(importlib.import_module(f"convscope.cli.{file}"), file)
    group = typer.Typer(rich_markup_mode="rich")
    if isinstance(command, typer.Typer):
        group.add_typer(command, name=name)
    else:
        group.command(name)(command)
    made = typer.main.get_group(group).commands[name]
    readable(made, name)
    completing(made, name)
    speak(made)
    return made
