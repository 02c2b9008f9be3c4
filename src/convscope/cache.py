"""Where everything is kept that could be computed or fetched again: the user's folder for caches."""

from __future__ import annotations

import os
from pathlib import Path

from convscope.errors import OutputError


def cache_folder() -> Path:
    """``CONVSCOPE_CACHE``, or ``convscope`` in the user's cache; it may be deleted at any time."""
    own = os.environ.get("CONVSCOPE_CACHE")
    if own:
        return Path(own)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "convscope"


def cache_room(name: str) -> Path:
    """A folder of the cache, made where it is missing.

    Raises:
        OutputError: it cannot be made.
    """
    folder = cache_folder() / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"The cache {folder} cannot be made: {(error.strerror or str(error)).lower()}.",
            "Make room, or name another folder in the environment variable CONVSCOPE_CACHE.",
        ) from error
    return folder
