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


def folder_of_scan(name: str | os.PathLike[str]) -> Path:
    """The folder of a scan by its name or by its path.

    Raises:
        ScanError: there is none; near names are given.
    """
    said = os.fspath(name)
    for folder in (scans_folder() / said, Path(said)):
        if (folder / FILE).is_file():
            return folder
    known = sorted(path.parent.name for path in scans_folder().glob(f"*/{FILE}"))
    otherwise = f"There are {', '.join(known)}." if known else "Make one with scan."
    raise ScanError(f"There is no scan {said!r}.", suggest(said, known, otherwise))


def _stem(place: str) -> str:
    return re.sub(r"[^\w-]+", "-", Path(place).name.partition(".")[0]).strip("-")[:60] or "scan"
