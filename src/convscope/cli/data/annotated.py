"""The answer about photos with boxes or masks: a sheet, a table, and what was found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from convscope.cli.answer import Answer

if TYPE_CHECKING:
    from rich.console import Console

    from convscope.datasets.boxed.box_examination import BoxExamination
    from convscope.datasets.masked.mask_examination import MaskExamination


def annotated_answer(
    result: BoxExamination | MaskExamination,
    sheet: Path,
    seed: int,
    show_table: Callable[[Console], None],
    lines: Sequence[str],
) -> Answer:
    """The figures of annotated photos; some of the photos are drawn on a sheet."""
    from convscope.datasets.sheets import save_sheet

    save_sheet(result, sheet, seed=seed)

    def show(console: Console) -> None:
        show_table(console)
        for line in (*result.dataset.notes, *lines):
            console.print(line, markup=False, highlight=False, soft_wrap=True)
        console.print(f"sheet: {sheet}", markup=False, highlight=False, soft_wrap=True)

    return Answer({**result.document(), "sheet": str(sheet)}, show)
