"""The file ``convscope.toml`` itself: read, written into, and named with the line of what is wrong."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from convscope.errors import ConvscopeError, NetworkError
from convscope.network.beside import Beside
from convscope.network.input import Input
from convscope.settings import read_settings

NAME = "convscope.toml"


def read_beside(checkpoint: Path) -> Beside:
    """What stands beside a checkpoint; nothing where there is no such file.

    Raises:
        NetworkError: the file is no TOML, or says something that is not known; its line is named.
    """
    try:
        text = _file_beside(checkpoint).read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return Beside()
    except (OSError, ValueError) as error:
        raise _unreadable(checkpoint, error) from error
    try:
        said = _said(text, checkpoint.name)
    except ValueError as error:
        raise _unreadable(checkpoint, error) from error
    return read_settings(Beside, said, lambda name: line_of(checkpoint, name), NetworkError)


def line_of(checkpoint: Path, name: str) -> str:
    """Where something stands that is said of a checkpoint, as ``FOLDER/convscope.toml:3``."""
    place = _file_beside(checkpoint)
    lines = place.read_text(encoding="utf-8").splitlines(keepends=True)
    whole = repr(_said("".join(lines), checkpoint.name)[name])  # not a number is not equal to itself
    line = 1
    for count in range(1, len(lines) + 1):
        try:
            said = _said("".join(lines[:count]), checkpoint.name)
        except ValueError:  # it ends within a value of several lines
            continue
        if name in said and repr(said[name]) == whole:
            break
        line = count + 1
    return f"{place}:{line}"


@contextmanager
def told_of(checkpoint: Path, name: str) -> Iterator[None]:
    """What goes wrong inside is told as the fault of what the file says by this name.

    Raises:
        NetworkError: for any error that a user can cause.
    """
    try:
        yield
    except ConvscopeError as error:
        where = line_of(checkpoint, name)
        raise NetworkError(f"{where} cannot be followed: {error.message}", error.hint) from error


def check_input(checkpoint: Path, beside: Beside, one: Input) -> None:
    """Whether each thing that the file says of an input fits it.

    Raises:
        NetworkError: one does not; its line is named.
    """
    for name in beside.model_fields_set - {"arch", "task", "labels"}:
        with told_of(checkpoint, name):
            Beside(**{name: getattr(beside, name)}).applied(one)


def _file_beside(checkpoint: Path) -> Path:
    return checkpoint.parent / NAME


def _unreadable(checkpoint: Path, error: Exception) -> NetworkError:
    return NetworkError(f"{_file_beside(checkpoint)} cannot be read: {error}.", "Correct or remove it.")


def _said(text: str, file: str) -> dict[str, Any]:
    """What a ``convscope.toml`` says of one file: what is said of all, and its own section."""
    document = tomllib.loads(text)
    common = {
        name: value
        for name, value in document.items()
        if name in Beside.model_fields or not isinstance(value, dict)
    }
    own = document.get(file, {})
    return {**common, **(own if isinstance(own, dict) else {file: own})}


def with_section(text: str, file: str, beside: Beside) -> str:
    """The text of a ``convscope.toml`` in which a file's section says this; all else stays."""
    head = f"[{json.dumps(file, ensure_ascii=False)}]"
    kept = "".join(_without(text, head)).rstrip()
    return f"{kept}\n\n{head}\n{beside.text()}".lstrip()


def _without(text: str, head: str) -> Iterator[str]:
    inside = False
    for line in text.splitlines(keepends=True):
        if line.startswith("["):
            inside = line.strip() == head
        if not inside:
            yield line
