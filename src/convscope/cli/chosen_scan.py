"""The scan that a command reads: by its name, or the only one there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from convscope.examine.scans import Scan

ScanName = Annotated[
    str | None, typer.Option("--scan", metavar="NAME", help="The scan; by default the only one there is.")
]


def scan_of(name: str | None) -> Scan:
    """The scan of a name, or the only one.

    Raises:
        ScanError: there is none of that name, or without a name not just one.
    """
    from convscope.examine.scans import Scan
    from convscope.examine.scans.scan_folders import only_scan

    return Scan.open(name or only_scan())
