"""What the command prints of photos with regions and phrases."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from convscope.cli.answer import Answer

if TYPE_CHECKING:
    from rich.console import Console

    from convscope.datasets.captioned import RegionExamination

_SHOWN = 5


def regions_answer(result: RegionExamination) -> Answer:
    """The figures of photos with regions and phrases."""

    def show(console: Console) -> None:
        for line in region_lines(result):
            console.print(line, markup=False, highlight=False, soft_wrap=True)

    return Answer(result.document(), show)


def region_lines(result: RegionExamination) -> list[str]:
    """The figures, a line each."""
    least, median, greatest = result.lengths
    counts = ", ".join(
        f"{split} {photos:,} with {result.regions[split]:,}" for split, photos in result.photos.items()
    )
    kinds = Counter(fault.kind for fault in result.faults)
    small, usual, large = result.sides
    lines = [
        f"photos with regions: {counts}",
        f"form: {result.dataset.form}",
        f"sides of a region: {small:.0f} to {large:.0f} pixels, median {usual:.0f}",
        f"words of a phrase: {least} to {greatest}, median {median}",
        f"different phrases: {len(result.dataset.classes):,}",
        f"different words: {result.words:,}, of which {result.rare:,} stand there once",
        f"most often: {', '.join(result.frequent)}",
        f"regions outside their photo: {kinds['outside']}",
        f"regions without area: {kinds['degenerate']}",
        f"regions told twice in the same words: {kinds['twice']}",
    ]
    lines += [f"  {fault.where}: {fault.said}" for fault in result.faults[:_SHOWN]]
    if len(result.faults) > _SHOWN:
        lines.append(f"  and {len(result.faults) - _SHOWN:,} more, see the JSON document")
    lines.append(f"unreadable: {len(result.unreadable)}")
    return [*lines, *(f"  {reason}" for _, reason in result.unreadable), *result.dataset.notes]
