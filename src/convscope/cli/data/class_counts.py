"""How many examples each class has in each split, as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table


def class_counts(heading: str, classes: Sequence[str], counts: Mapping[str, Sequence[int]]) -> Table:
    """A row a class and one for all of them, a column a split.

    Args:
        heading: of the column of classes.
        classes: their names.
        counts: of each class, by splits.
    """
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(heading, overflow="fold")
    for split in counts:
        table.add_column(split, justify="right")
    for label, name in enumerate(classes):
        table.add_row(name, *(f"{of_split[label]:,}" for of_split in counts.values()))
    table.add_section()
    table.add_row("all", *(f"{sum(of_split):,}" for of_split in counts.values()))
    return table
