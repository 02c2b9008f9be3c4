"""What is kept of the call that made a result."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from convscope.version import VERSION


@dataclass(frozen=True)
class Record:
    """A call of one of the package's functions, in plain values.

    Attributes:
        made: the function's name.
        asked: its arguments, but for networks.
        networks: those by the arguments' names, each with its ``network``, the name, and its ``opening``.
        read: fingerprints of the files and folders that it read, by their places.
        missing: the arguments that no file can carry, such as a tensor.
        found: 16 hexadecimal digits of what it found, by which one made again is held to this one.
    """

    made: str
    asked: Mapping[str, Any]
    networks: Mapping[str, Mapping[str, Any]]
    read: Mapping[str, str]
    missing: tuple[str, ...]
    found: str

    def document(self) -> dict[str, Any]:
        """All of it, with the versions at work."""
        return {
            "convscope": VERSION,
            "versions": _versions(),
            "made": self.made,
            "asked": dict(self.asked),
            "networks": dict(self.networks),
            "read": dict(self.read),
            "missing": list(self.missing),
            "found": self.found,
        }


class Recorded:
    """A result that knows how it was made, where a function of the package made it (`recorded`)."""

    @property
    def record(self) -> Record | None:
        """How it was made; None where it was put together by hand."""
        found: Record | None = self.__dict__.get("_record")
        return found

    def keep(self, record: Record | None) -> None:
        """Keep how it was made, or how the whole was made of which it is a part."""
        object.__setattr__(self, "_record", record)  # results are frozen

    def manifest(self, **part: Any) -> dict[str, Any]:
        """What a file carries so that `convscope.reproduce` makes it again; empty without a record.

        Args:
            part: which part of the result the file shows, in plain values.
        """
        return {} if self.record is None else {**self.record.document(), "part": part}


def _versions() -> dict[str, str]:
    versions = {"python": platform.python_version()}
    with suppress(PackageNotFoundError):  # a build that no metadata came with
        versions["torch"] = version("torch")
    return versions
