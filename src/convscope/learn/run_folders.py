"""The folder in which runs are kept: listing the runs, whole and broken, and finding a folder for a new one."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from convscope.errors import RunError
from convscope.learn.metrics_table import METRICS
from convscope.learn.run import CHECKPOINT, RESULT, SETTINGS, Run
from convscope.network.from_run import BEST, DESCRIPTION, LAST, PREFIX, read_description, runs_folder

# A folder with any of these is a run, whole or not.
_FILES = (SETTINGS, DESCRIPTION, METRICS, RESULT, BEST, LAST, CHECKPOINT)


@dataclass(frozen=True)
class BrokenRun:
    """A run's folder that cannot be opened.

    Attributes:
        folder: where it is.
        broken: the file that is missing or broken.
    """

    folder: Path
    broken: str


def all_runs() -> tuple[list[Run], list[BrokenRun]]:
    """The runs of the runs' folder, oldest first, and those that are cut off or broken, by name."""
    whole, broken = [], []
    for folder in sorted(path for path in runs_folder().glob("*") if is_run_folder(path)):
        reading = ""
        try:
            for file, read in _READERS.items():
                reading = file
                read(folder)
        except RunError:
            broken.append(BrokenRun(folder, reading))
        else:
            whole.append(Run.open(folder))
    return sorted(whole, key=lambda run: (run.settings["started"], run.name)), broken


# What must be readable of a run, in this order.
_READERS: Mapping[str, Callable[[Path], Any]] = {
    DESCRIPTION: read_description,
    SETTINGS: Run.open,
    METRICS: lambda folder: Run.open(folder).metrics(),
    RESULT: lambda folder: Run.open(folder).result,
}


def folder_of_run(name: str | os.PathLike[str]) -> Path:
    """The folder of a run; of those in the runs' folder also one that is cut off or broken.

    Elsewhere a folder may hold a file of such a name and be no run.

    Raises:
        RunError: there is none.
    """
    folder = runs_folder() / os.fspath(name).removeprefix(PREFIX)
    if folder.parent == runs_folder() and is_run_folder(folder):
        return folder
    return Run.open(name).folder


def is_run_folder(folder: Path) -> bool:
    """Whether a folder is a run, be it cut off or broken."""
    return not folder.name.startswith(".") and any((folder / file).is_file() for file in _FILES)


def free_run_folder(data: str) -> Path:
    """A folder for a new run, named after the data and numbered: ``runs/pets-1``."""
    stem = re.sub(r"[^\w-]+", "-", Path(data).name.partition(".")[0]).strip("-") or "run"
    number = 1
    while (runs_folder() / f"{stem}-{number}").exists():
        number += 1
    return runs_folder() / f"{stem}-{number}"
