"""What the command prints of texts in classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convscope.cli.answer import Answer
from convscope.cli.data.class_counts import class_counts

if TYPE_CHECKING:
    from rich.console import Console

    from convscope.datasets.texts import TextExamination


def texts_answer(result: TextExamination) -> Answer:
    """The figures of texts."""

    def show(console: Console) -> None:
        console.print(class_counts("texts of", result.dataset.classes, result.counts))
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
