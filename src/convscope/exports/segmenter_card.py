"""What a segmenter's model card says of its figures and limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from convscope.exports.card_table import table

_SHOWN = 20
_COLUMNS = ("share", "IoU", "Dice", "recall", "boundary F")
# Shares of a class's places that are worth a sentence.
_WORTH = 0.1


def segmenter_classes(measured: Mapping[str, Any]) -> str:
    """The figures of each class, the lowest IoU first.

    Args:
        measured: what `convscope evaluate` kept in the run.
    """
    rows = sorted(measured["classes"], key=lambda row: (row["IoU"] is None, row["IoU"] or 0))
    shares = [(row["label"], *(_share(row[name]) for name in _COLUMNS)) for row in rows[:_SHOWN]]
    return table(("class", *_COLUMNS), shares)


def segmenter_limits(measured: Mapping[str, Any]) -> Iterator[str]:
    """What it takes for what, and how many things it finds."""
    labels, counts = measured["confusion"]["classes"], measured["confusion"]["counts"]
    taken = [
        (count / sum(row), truth, said)
        for truth, row in zip(labels, counts, strict=True)
        for said, count in zip(labels, row, strict=True)
        if truth != said and count >= _WORTH * sum(row) > 0
    ]
    for share, truth, said in sorted(taken, reverse=True)[:3]:
        yield f"It took {share:.0%} of the places of {truth} for {said}."
    if things := measured["things"]:
        yield f"It found {things['found']:,} things where {things['there']:,} were."


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
