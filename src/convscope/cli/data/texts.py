"""What the command prints of texts in classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convscope.cli.answer import Answer

if TYPE_CHECKING:
    from rich.console import Console

    from convscope.datasets.texts import TextExamination


def texts_answer(result: TextExamination) -> Answer:
    """The figures of texts."""

    def show(console: Console) -> None:
        from rich.box import SIMPLE_HEAD
        from rich.table import Table

        table = Table(box=SIMPLE_HEAD, pad_edge=False)
        table.add_column("texts of", overflow="fold")
        for split in result.counts:
            table.add_column(split, justify="right")
        for label, name in enumerate(result.dataset.classes):
            table.add_row(name, *(f"{counts[label]:,}" for counts in result.counts.values()))
        table.add_section()
        table.add_row("all", *(f"{sum(counts):,}" for counts in result.counts.values()))
        console.print(table)
        least, median, greatest = result.lengths
        for line in (
            f"words of a text: {least} to {greatest}, median {median}",
            f"different words: {result.words:,}, most often {', '.join(result.frequent[:8])}",
            f"texts written several times: {len(result.duplicates)}",
            f"texts in two splits: {result.leaked}",
            f"texts with two classes: {result.contradicting}",
        ):
            console.print(line, markup=False, highlight=False, soft_wrap=True)

    return Answer(result.document(), show)
