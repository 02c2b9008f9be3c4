"""The table of a run's metrics: a row an epoch."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from convscope.errors import RunError
from convscope.files import replacing

METRICS = "metrics.csv"


def read_metrics(folder: Path) -> list[dict[str, float]]:
    """The rows of a run's folder, none where nothing is written yet; a row that was cut off is left out.

    Raises:
        RunError: there is something else in it than numbers.
    """
    try:
        with (folder / METRICS).open(newline="") as file:
            rows = list(csv.DictReader(file))
    except FileNotFoundError:
        return []
    whole = [row for row in rows if None not in row.values() and None not in row]
    try:
        return [{name: float(value) for name, value in row.items()} for row in whole]
    except ValueError as error:
        raise RunError(f"{folder / METRICS} is broken.", "Delete the run and train anew.") from error


def write_metrics(folder: Path, row: Mapping[str, float]) -> None:
    """Write the row of an epoch; those of this and later epochs, from before a crash, go.

    Raises:
        OutputError: it cannot be written.
    """
    rows = [old for old in read_metrics(folder) if old["epoch"] < row["epoch"]]
    with replacing(folder / METRICS) as temporary, temporary.open("w", newline="") as file:
        table = csv.DictWriter(file, list(row))
        table.writeheader()
        table.writerows([*rows, row])
