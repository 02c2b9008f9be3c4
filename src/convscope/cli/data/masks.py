"""What the command draws and prints of photos with masks."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from convscope.cli.answer import Answer
from convscope.cli.data.annotated import annotated_answer

if TYPE_CHECKING:
    from rich.console import Console

    from convscope.datasets.masked.mask_examination import MaskExamination

_SHOWN = 5


def masks_answer(result: MaskExamination, sheet: Path, seed: int) -> Answer:
    """The figures of photos with masks; some of them are drawn on a sheet."""
    return annotated_answer(result, sheet, seed, partial(_show_shares, result=result), _lines(result))


def _show_shares(console: Console, *, result: MaskExamination) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("places of", overflow="fold")
    for split in result.shares:
        table.add_column(split, justify="right")
        table.add_column("photos", justify="right")
    for label, name in enumerate(result.dataset.classes):
        cells = (
            (f"{result.shares[split][label]:.2%}", f"{result.occurrences[split][label]:,}")
            for split in result.shares
        )
        table.add_row(name, *(cell for pair in cells for cell in pair))
    table.add_section()
    photos = (("", f"{len(photos):,}") for photos in result.dataset.splits.values())
    table.add_row("all", *(cell for pair in photos for cell in pair))
    console.print(table)


def _lines(result: MaskExamination) -> list[str]:
    low, middle, high = zip(result.rows, result.columns, strict=True)
    lines = [
        f"sizes (rows x columns): {low[0]}x{low[1]} to {high[0]}x{high[1]}, median {middle[0]}x{middle[1]}",
        f"places that count for nothing: {result.ignored:.2%}",
    ]
    if result.things is not None:
        least, median, most = result.things
        lines.append(f"things in a photo: {least} to {most}, median {median}")
    lines.append(f"faulty masks: {len(result.faults)}")
    lines += [f"  {fault.said}" for fault in result.faults[:_SHOWN]]
    if len(result.faults) > _SHOWN:
        lines.append(f"  and {len(result.faults) - _SHOWN:,} more, see the JSON document")
    lines.append(f"unreadable: {len(result.unreadable)}")
    return [*lines, *(f"  {reason}" for _, reason in result.unreadable)]
