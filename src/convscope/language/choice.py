"""Which language is spoken: the one chosen in this context, else the one that the environment names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

SOURCE = "en"  # in which every message is written
CATALOGUES = Path(__file__).parent / "catalogues"
# In the order in which they count.
_VARIABLES = ("CONVSCOPE_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")

_chosen: ContextVar[str | None] = ContextVar("language", default=None)


def languages() -> tuple[str, ...]:
    """Those that can be spoken: English, and one for each catalogue."""
    return (SOURCE, *sorted(path.stem for path in CATALOGUES.glob("*.po")))


def language() -> str:
    """The code of the language spoken now, such as ``fr``; English where the environment names none that we know."""
    return _chosen.get() or _of_environment()


def choose(code: str) -> None:
    """Speak a language from here on, in this context and in the processes that it starts.

    Args:
        code: one of `languages`.
    """
    _chosen.set(code)
    os.environ["CONVSCOPE_LANGUAGE"] = code


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak a language within the block.

    Args:
        code: one of `languages`.
    """
    before = _chosen.set(code)
    try:
        yield
    finally:
        _chosen.reset(before)


def _of_environment() -> str:
    named = next((os.environ[name] for name in _VARIABLES if os.environ.get(name)), SOURCE)
    code = named.replace("-", "_").partition("_")[0].partition(".")[0].lower()
    return code if (CATALOGUES / f"{code}.po").is_file() else SOURCE
