"""What the command draws and prints of photos with boxes."""

from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from convscope.cli.answer import Answer
from convscope.cli.data.annotated import annotated_answer

if TYPE_CHECKING:
    from rich.console import Console

    from convscope.datasets.boxed.box_examination import BoxExamination

_SHOWN = 5


def boxes_answer(result: BoxExamination, sheet: Path, seed: int) -> Answer:
    """The figures of photos with boxes; some of them are drawn on a sheet."""
    return annotated_answer(result, sheet, seed, partial(_show_counts, result=result), _lines(result))


def _show_counts(console: Console, *, result: BoxExamination) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("boxes of", overflow="fold")
    for split in result.counts:
        table.add_column(split, justify="right")
    table.add_column("least side", justify="right")
    table.add_column("median", justify="right")
    table.add_column("greatest", justify="right")
    for label, name in enumerate(result.dataset.classes):
        sides = (f"{side:.0f}" for side in result.sides.get(name, ()))
        table.add_row(name, *(f"{counts[label]:,}" for counts in result.counts.values()), *sides)
    table.add_section()
    photos = (f"{len(photos):,}" for photos in result.dataset.splits.values())
    table.add_row("photos", *photos)
    console.print(table)


def _lines(result: BoxExamination) -> list[str]:
    kinds = Counter(fault.kind for fault in result.faults)
    lines = [
        f"boxes outside their photo: {kinds['outside']}",
        f"boxes without area: {kinds['degenerate']}",
        f"boxes written twice: {kinds['twice']}",
        f"photos of another size than their annotation says: {kinds['size']}",
    ]
    if result.masks:
        lines += [f"things with masks: {result.masks:,}", f"masks that are wrong: {kinds['mask']}"]
    for fault in result.faults[:_SHOWN]:
        lines.append(f"  {fault.said}" if fault.where in fault.said else f"  {fault.where}: {fault.said}")
    if len(result.faults) > _SHOWN:
        lines.append(f"  and {len(result.faults) - _SHOWN:,} more, see the JSON document")
    lines.append(f"photos without boxes: {len(result.empty)}")
    if result.crowds:
        lines.append(f"crowds, boxes that stand for many things: {result.crowds}")
    lines.append(f"unreadable: {len(result.unreadable)}")
    return [*lines, *(f"  {reason}" for _, reason in result.unreadable)]
