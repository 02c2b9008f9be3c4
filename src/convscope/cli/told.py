"""What a user says of a network's photos and outputs, read from texts: sizes, numbers, names."""

from __future__ import annotations

import json
import re
from pathlib import Path

from convscope.arithmetic import read_input, shape_text
from convscope.errors import NetworkError

_NUMBER = re.compile(r"\s*[xX,]\s*")
_SIZE = re.compile(r"\d+(\s*[xX,]\s*\d+){0,2}")
_FILES = (".txt", ".json", ".csv", ".tsv")


def read_size(text: str) -> tuple[int, int]:
    """Rows and columns: ``64x48``, ``64`` for both, or with channels, ``3x64x48`` or ``64x48x3``.

    Raises:
        NetworkError: it is no size.
    """
    sizes = [int(one) for one in _NUMBER.split(text.strip()) if one.isdecimal()]
    if not _SIZE.fullmatch(text.strip()) or min(sizes) < 1:
        raise NetworkError(f"The size of the input is rows x columns, got {text!r}.", "Write --input 64x64.")
    if len(sizes) == 3:
        _, rows, columns = read_input(shape_text(sizes), axes=2).shape
        return rows, columns
    return sizes[0], sizes[-1]


def check_channels(text: str, channels: int) -> str:
    """How a size with channels was read; nothing to say of one without.

    Args:
        text: as `read_size` reads it.
        channels: that the network takes.

    Raises:
        NetworkError: the network takes others.
    """
    sizes = _NUMBER.split(text.strip())
    if len(sizes) < 3:
        return ""
    read = read_input(shape_text([int(one) for one in sizes]), axes=2)
    if read.shape[0] != channels:
        raise NetworkError(
            f"The network takes {channels} channel{'s' * (channels > 1)}, but {read.sentence}",
            "Leave the channels out: --input 64x64.",
        )
    return read.sentence


def read_numbers(text: str, option: str) -> tuple[float, ...]:
    """Numbers with commas between, one for each channel or one for all.

    Raises:
        NetworkError: they are none.
    """
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError:
        raise NetworkError(
            f"--{option} takes one number a channel, or one for all, got {text!r}.",
            f"Write --{option} 0.5,0.5,0.5.",
        ) from None


def read_labels(text: str) -> tuple[str, ...]:
    """Names of the outputs, in their order: with commas between, or a file with a name on each line.

    A JSON file holds a list of names, names by numbers or numbers by names.

    Raises:
        NetworkError: there is no such file, or it holds something else.
    """
    place = Path(text)
    if place.suffix.lower() not in _FILES:
        return tuple(name.strip() for name in text.split(","))
    try:
        content = place.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise NetworkError(f"{text} cannot be read as a file of labels.", "Give a text file.") from error
    names = _json_names(content, text) if place.suffix.lower() == ".json" else content.splitlines()
    labels = tuple(name.strip() for name in names if name.strip())
    if not labels:
        raise NetworkError(f"{text} holds no labels.", "Write a name on each line.")
    return labels


def _json_names(content: str, file: str) -> list[str]:
    try:
        held = json.loads(content)
        if isinstance(held, dict) and all(isinstance(value, int) for value in held.values()):
            held = {number: name for name, number in held.items()}
        if isinstance(held, dict):
            by_number = {int(number): str(name) for number, name in held.items()}
            if sorted(by_number) != list(range(len(by_number))):
                raise ValueError("numbers")
            held = [by_number[number] for number in range(len(by_number))]
        if not isinstance(held, list) or not all(isinstance(name, str) for name in held):
            raise ValueError("names")
    except ValueError as error:
        raise NetworkError(
            f"{file} holds no labels.", "Write a list of names, or names by their numbers from 0 on."
        ) from error
    return held
