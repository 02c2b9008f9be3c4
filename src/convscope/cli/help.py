"""The help of a command as people read it: common options in groups, kinds of values in words, examples."""

from __future__ import annotations

import inspect
from functools import partial
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import typer

from convscope.cli.examples import EXAMPLES

_PANELS = {
    "The network": ("network", "weights", "arch", "task", "run_code", "input", "mean", "std", "labels"),
    "Computing": ("device", "seed", "engine", "memory"),
    "Output": ("out", "overwrite", "json_", "quiet"),
}
_WORDS: dict[Any, str] = {str: "text", int: "whole number", float: "number", Path: "file", bool: ""}


def readable(command: Any, called: str) -> None:
    """Order a command's help, and that of the commands below it.

    Args:
        command: what Typer made; changed in place.
        called: as the user calls it, without ``convscope``.
    """
    for name, below in getattr(command, "commands", {}).items():
        readable(below, f"{called} {name}")
    kinds = _kinds(command.callback) if command.callback else {}
    for parameter in command.params:
        word = _WORDS.get(kinds.get(parameter.name))
        if parameter.param_type_name == "argument":
            parameter.metavar = parameter.metavar or parameter.name.upper()
            word = ""  # its name says it
        else:
            parameter.rich_help_panel = parameter.rich_help_panel or _panel(parameter.name)
        if word is not None:
            parameter.display_type = lambda ctx, word=word: word  # noqa: ARG005 - Typer's signature
        if hasattr(parameter, "min"):  # Typer itself would say x>=1
            parameter._get_number_range_help_str = partial(_range, parameter.min, parameter.max)
    command.params.sort(key=_order)
    asks_help = command.get_help_option(typer.Context(command, help_option_names=["-h", "--help"]))
    asks_help.metavar, asks_help.rich_help_panel = "", "Output"
    if called in EXAMPLES:
        command.epilog = "\n".join(["Examples:", *(f"  {line}" for line in EXAMPLES[called])])


def _range(low: float | None, high: float | None) -> str | None:
    if low is not None and high is not None:
        return f"{low:g} to {high:g}"
    return f"at least {low:g}" if low is not None else None if high is None else f"at most {high:g}"


def _panel(name: str) -> str | None:
    return next((panel for panel, names in _PANELS.items() if name in names), None)


def _order(parameter: Any) -> int:
    """Arguments first, then a command's own options, then the common ones by their groups."""
    if parameter.param_type_name == "argument":
        return -2
    panel = parameter.rich_help_panel
    return list(_PANELS).index(panel) if panel in _PANELS else -1


def _kinds(function: Any) -> dict[str, Any]:
    """What a value of each parameter is: the type itself, also where several of it or none can be given."""
    hints = get_type_hints(function, include_extras=False)
    return {name: _one(hints[name]) for name in inspect.signature(function).parameters if name in hints}


def _one(kind: Any) -> Any:
    origin = get_origin(kind)
    if origin is Annotated or origin in (list, Union, UnionType):
        inner = [one for one in get_args(kind) if one is not type(None)]
        return _one(inner[0])
    return kind
