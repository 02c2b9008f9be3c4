"""Lines of the user's code, for error messages."""

from __future__ import annotations

import sysconfig
import traceback
from itertools import pairwise
from pathlib import Path

import torch
from torch import fx, nn

_TORCH = Path(torch.__file__).parent
_OURS = Path(__file__).parent.parent
_CALLER_OF_HOOKS = nn.modules.module.__file__
_STANDARD_LIBRARY = Path(sysconfig.get_path("stdlib"))


def source_line(node: fx.Node) -> str:
    """File, line and text of the code that called a traced operation; empty where it is not known."""
    lines = [line.strip() for line in (node.meta.get("stack_trace") or "").splitlines()]
    for place, text in zip(reversed(lines[:-1]), reversed(lines[1:]), strict=True):
        if place.startswith('File "'):
            file, number, _ = place.removeprefix('File "').rsplit(", ", 2)
            if _is_the_users(file.rstrip('"')):
                return _format(file.rstrip('"'), number.removeprefix("line "), text)
    return ""


def innermost_users_line(error: BaseException) -> str:
    """The last line of an error's traceback that is no library's; empty where there is none."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if _is_the_users(frame.filename) and frame.name == "forward":
            return _format(frame.filename, str(frame.lineno), frame.line or "")
    return ""


def innermost_hooks_line(error: BaseException) -> str:
    """The line of a module's hook in an error's traceback, behind which there is no other module; else empty."""
    frames = traceback.extract_tb(error.__traceback__)
    for caller, frame in reversed(list(pairwise(frames))):
        if frame.name == "forward":
            return ""
        if caller.filename == _CALLER_OF_HOOKS and "hook(" in (caller.line or ""):
            return _format(frame.filename, str(frame.lineno), frame.line or "")
    return ""


def _is_the_users(file: str) -> bool:
    path = Path(file)
    if file.startswith("<") or path.is_relative_to(_TORCH) or path.is_relative_to(_OURS):
        return False
    return not path.is_relative_to(_STANDARD_LIBRARY) or "site-packages" in path.parts


def _format(file: str, number: str, text: str) -> str:
    return f"{Path(file).name}:{number} `{text}`"
