"""The names of YOLO's classes: ``names`` of a YAML file, or a list such as ``classes.txt``."""

from __future__ import annotations

from collections.abc import Mapping
from posixpath import basename
from typing import Any

from convscope.datasets.boxed.voc import Files
from convscope.errors import DataError

_LISTS = ("classes.txt", "obj.names")


def names_of(files: Files) -> list[str] | None:
    """The names of the classes in their order; None where no file has them.

    Args:
        files: all files of a data set by their paths.

    Raises:
        DataError: the YAML file is broken, or does not name every class from 0 on.
    """
    for path in sorted(files, key=lambda path: (path.count("/"), path)):
        if path.lower().endswith((".yaml", ".yml")):
            names = _of_yaml(path, files[path].content(path))
            if names is not None:
                return names
    for path in sorted(files):
        if basename(path).lower() in _LISTS:
            lines = files[path].content(path).decode("utf-8", "replace").splitlines()
            return [line.strip() for line in lines if line.strip()]
    return None


def _of_yaml(path: str, content: bytes) -> list[str] | None:
    import yaml

    try:
        document = yaml.safe_load(content)
    except yaml.YAMLError as error:
        mark: Any = getattr(error, "problem_mark", None)
        line = f": line {mark.line + 1} is wrong" if mark else ""
        raise DataError(f"{path} is no whole YAML{line}.", "Write it anew.") from error
    names = document.get("names") if isinstance(document, Mapping) else None
    if names is None:
        return None
    if isinstance(names, list):
        names = dict(enumerate(names))
    if not isinstance(names, Mapping) or sorted(map(str, names)) != sorted(map(str, range(len(names)))):
        raise DataError(
            f"The names in {path} are a list, or a name for each number from 0 on, got {names!r}.",
            "Write names: [cat, dog].",
        )
    return [str(names[label]) for label in range(len(names))]
