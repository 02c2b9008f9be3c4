"""What has become of a photo: its report on the disk, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from convscope.errors import ConvscopeError
from convscope.explanation.judged import JudgedMap
from convscope.report.photo import Look


@dataclass(frozen=True, eq=False)
class Written:
    """A report on the disk.

    Attributes:
        look: what it shows.
        report: the page.
        pictures: each map with its picture.
    """

    look: Look
    report: Path
    pictures: tuple[tuple[JudgedMap, Path], ...]


@dataclass(frozen=True)
class Failure:
    """A photo that could not be reported, and why."""

    photo: str
    error: ConvscopeError
