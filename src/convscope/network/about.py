"""What Convscope says of a network inside the files that it exports: labels, preprocessing and task."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from convscope.errors import ConvscopeError
from convscope.images import Preprocessing
from convscope.network.labels import Labels, labels_of
from convscope.network.task import TASKS

# The file inside an exported program.
FILE = "convscope.json"


@dataclass(frozen=True)
class About:
    """What is needed to use a network beside its numbers.

    Attributes:
        labels: of its classes; None where nobody said.
        preprocessing: how a photo becomes its input; None where nobody said.
        task: what its outputs mean, where the graph alone may not tell; None where nobody said.
        overlap: of a detector, the IoU at which it wants its boxes suppressed; None where nobody said.
    """

    labels: Labels | None = None
    preprocessing: Preprocessing | None = None
    task: str | None = None
    overlap: float | None = None


def about_program(path: Path) -> About:
    """What an exported program says; nothing where it says nothing that can be understood."""
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.endswith(f"/extra/{FILE}")]
        text = archive.read(names[0]) if names else b"{}"
    try:
        return _about(json.loads(text))
    # Another program's file of that name, or one of another version.
    except (ConvscopeError, AttributeError, KeyError, TypeError, ValueError):
        return About()


def _about(document: dict[str, Any]) -> About:
    labels, saved = document.get("labels"), document.get("preprocessing")
    task, overlap = document.get("task"), document.get("overlap")
    synsets = document.get("synsets", ())
    return About(
        labels_of(Labels(tuple(map(str, labels)), tuple(map(str, synsets))) if labels else None),
        preprocessing_of_document(saved) if saved else None,
        task if task in TASKS else None,
        None if overlap is None else float(overlap),
    )


def preprocessing_of_document(document: dict[str, Any]) -> Preprocessing:
    """A preprocessing from its plain values, where JSON has lists for tuples."""
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in document.items()
    }
    return Preprocessing(**values)
