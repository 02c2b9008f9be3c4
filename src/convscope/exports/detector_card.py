"""What a detector's model card says of its figures and limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from convscope.exports.card_table import table

_SHOWN = 20


def detector_classes(measured: Mapping[str, Any]) -> str:
    """The figures of each class, the lowest average precision first.

    Args:
        measured: what `convscope evaluate` kept in the run.
    """
    rows = sorted(measured["classes"], key=lambda row: (row["AP@0.5"] is None, row["AP@0.5"] or 0))
    return table(
        ("class", "things", "AP@0.5", "AP", "precision", "recall"),
        [
            (
                row["label"],
                str(row["things"]),
                *map(_share, (row["AP@0.5"], row["AP"])),
                *map(_share, (row["at_score"]["precision"], row["at_score"]["recall"])),
            )
            for row in rows[:_SHOWN]
        ],
    )


def detector_limits(measured: Mapping[str, Any]) -> Iterator[str]:
    """What it takes for what, what it misses, and what its scores are worth."""
    confusion, score = measured["confusion"], measured["score"]
    *labels, _ = confusion["classes"]
    *rows, invented = confusion["counts"]
    taken = [
        (count, truth, said)
        for truth, row in zip(labels, rows, strict=True)
        for said, count in zip(labels, row, strict=False)
        if count and truth != said
    ]
    yield f"Precision and recall are those of the detections of a score of {score:g} or more."
    for count, truth, said in sorted(taken, reverse=True)[:3]:
        yield f"It took {count} of {truth} for {said}."
    for label, row, false in zip(labels, rows, invented, strict=False):
        yield f"Of {label} it missed {row[-1]} and found {false} that are none, or are found twice."
    error = measured["calibration"]["expected_error"]
    if error is not None:
        yield f"Its scores are {error:.1%} off the share of detections that are right, on average."


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
