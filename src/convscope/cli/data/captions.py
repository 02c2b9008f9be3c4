"""What the command prints of photos with sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convscope.cli.answer import Answer
from convscope.cli.data.regions import region_lines

if TYPE_CHECKING:
    from rich.console import Console

    from convscope.datasets.captioned import CaptionExamination


def captions_answer(result: CaptionExamination) -> Answer:
    """The figures of photos with sentences."""

    def show(console: Console) -> None:
        least, median, greatest = result.lengths
        counts = ", ".join(
            f"{split} {photos:,} with {result.captions[split]:,}" for split, photos in result.photos.items()
        )
        for line in (
            f"photos with sentences: {counts}",
            f"form: {result.dataset.form}",
            f"words of a sentence: {least} to {greatest}, median {median}",
            f"different words: {result.words:,}, of which {result.rare:,} stand there once",
            f"most often: {', '.join(result.frequent)}",
            f"sentences that a photo has several times: {result.dataset.repeated}",
            f"unreadable: {len(result.unreadable)}",
            *(f"  {reason}" for _, reason in result.unreadable),
            *(() if result.regions is None else region_lines(result.regions)),
        ):
            console.print(line, markup=False, highlight=False, soft_wrap=True)

    return Answer(result.document(), show)
