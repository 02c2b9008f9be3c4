"""What the command prints first of every evaluation but a classifier's: what was judged, and the figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def show_figures(
    title: str,
    figures: Mapping[str, float | None],
    console: Console,
    *,
    intervals: Mapping[str, Sequence[float | None]] | None = None,
    undefined: str = "",
) -> None:
    """A line in bold, then each figure by its name, with its interval where there is one."""
    from rich.table import Table

    console.print(title, style="bold", highlight=False, markup=False, soft_wrap=True)
    table = Table.grid(padding=(0, 2))
    for name, value in figures.items():
        row = [name, said(value, undefined)]
        if intervals and name in intervals:
            low, high = intervals[name]
            row.append(f"{said(low, undefined)} to {said(high, undefined)}")
        table.add_row(*row)
    console.print(table)


def said(value: float | None, undefined: str = "") -> str:
    """A figure with four decimals, and a word in place of one that is not defined."""
    return undefined if value is None else f"{value:.4f}"
