"""Errors that nobody foresaw: one sentence for the user, and a file for whoever mends them."""

from __future__ import annotations

import platform
import shlex
import sys
import tempfile
import traceback

# PyTorch's own has the one name, Python's the other; neither is worth an import of PyTorch here.
_OUT_OF_MEMORY = ("OutOfMemoryError", "MemoryError")


def surprise(error: Exception) -> tuple[str, str, str]:
    """What to say of an error that is no `ConvscopeError`.

    Returns:
        Its kind, a message and a hint, which names the file that the traceback was written to.
    """
    if type(error).__name__ in _OUT_OF_MEMORY:
        return (
            "resource",
            "There is not enough memory for this.",
            "Take a smaller size or fewer photos at once.",
        )
    frame = traceback.extract_tb(error.__traceback__)[-1]
    said = next(iter(str(error).strip().splitlines()), "")[:200]
    message = (
        f"This is a bug of Convscope: {type(error).__name__}{f': {said}' if said else ''} in {frame.name}."
    )
    return (
        "bug",
        message,
        f"Please report it with the file {_written(error)}, which holds the line {_command()}.",
    )


def _command() -> str:
    return shlex.join(["convscope", *sys.argv[1:]])


def _written(error: Exception) -> str:
    from convscope.version import VERSION

    report = [
        _command(),
        f"Convscope {VERSION}, Python {platform.python_version()}, {platform.platform()}",
        *(f"{name} {sys.modules[name].__version__}" for name in ("torch", "numpy") if name in sys.modules),
        "".join(traceback.format_exception(error)),
    ]
    with tempfile.NamedTemporaryFile(
        "w", prefix="convscope-bug-", suffix=".txt", delete=False, encoding="utf-8"
    ) as file:
        file.write("\n".join(report))
    return file.name
