"""A name for a run that has none."""

from __future__ import annotations

import re
from pathlib import Path

from convscope.network.from_run import runs_folder


def free_run_folder(data: str) -> Path:
    """A folder for a new run, called after the data and numbered: ``runs/pets-1``."""
    stem = re.sub(r"[^\w-]+", "-", Path(data).name.partition(".")[0]).strip("-") or "run"
    number = 1
    while (runs_folder() / f"{stem}-{number}").exists():
        number += 1
    return runs_folder() / f"{stem}-{number}"
