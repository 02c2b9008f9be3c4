"""Where scans are kept, and how one is found by its name."""

from __future__ import annotations

import os
import re
from pathlib import Path

from convscope.errors import ScanError, suggest
from convscope.examine.scans.manifest import FILE


def scans_folder() -> Path:
    """Where scans are kept: ``CONVSCOPE_SCANS``, or ``scans`` in the working directory."""
    return Path(os.environ.get("CONVSCOPE_SCANS") or "scans")


def scan_name(network: str, data: str) -> str:
    """The name of a scan that nobody named: ``efficientnet-lite0-on-pets``."""
    return f"{_stem(network.removeprefix('run:'))}-on-{_stem(data)}"


def is_scan(name: str | os.PathLike[str]) -> bool:
    """Whether there is a scan of a name or in a folder."""
    return any((folder / FILE).is_file() for folder in _places(name))


def folder_of_scan(name: str | os.PathLike[str]) -> Path:
    """The folder of a scan by its name or by its path.

    Raises:
        ScanError: there is none; near names are given.
    """
    said = os.fspath(name)
    for folder in _places(said):
        if (folder / FILE).is_file():
            return folder
    known = _known()
    otherwise = f"There are {', '.join(known)}." if known else "Make one with scan."
    raise ScanError(f"There is no scan {said!r}.", suggest(said, known, otherwise))


def only_scan() -> str:
    """The name of the only scan that there is.

    Raises:
        ScanError: there is none, or more than one.
    """
    known = _known()
    if len(known) == 1:
        return known[0]
    if known:
        raise ScanError(
            f"There are {len(known)} scans.", f"Name one of {', '.join(known[:6])} by scan='{known[0]}'."
        )
    raise ScanError("There is no scan yet.", "Make one with scan.")


def _known() -> list[str]:
    return sorted(path.parent.name for path in scans_folder().glob(f"*/{FILE}"))


def _places(name: str | os.PathLike[str]) -> tuple[Path, Path]:
    return scans_folder() / name, Path(name)


def _stem(place: str) -> str:
    return re.sub(r"[^\w-]+", "-", Path(place).name.partition(".")[0]).strip("-")[:60] or "scan"
