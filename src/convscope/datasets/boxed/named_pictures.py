"""Which photo a file of annotations names."""

from __future__ import annotations

from collections.abc import Iterable
from posixpath import dirname, normpath

from convscope.datasets.class_folders import is_picture


class NamedPictures:
    """Finds the photo that a JSON file names: beside it, or at the only path that ends so."""

    def __init__(self, files: Iterable[str]) -> None:
        """Know all files by their paths."""
        self._paths = {path for path in files if is_picture(path)}
        self._by_ending: dict[str, list[str]] = {}
        for path in self._paths:
            self._by_ending.setdefault(path.rpartition("/")[2], []).append(path)

    def at(self, annotations: str, said: str) -> str | None:
        """The path of a photo; None where it is not there, or several could be meant."""
        beside = normpath(f"{dirname(annotations)}/{said}").lstrip("/")
        if beside in self._paths:
            return beside
        near = [
            path
            for path in self._by_ending.get(said.rpartition("/")[2], [])
            if f"/{path}".endswith(f"/{said}")
        ]
        return near[0] if len(near) == 1 else None
