"""What the command prints of labelled pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convscope.cli.data.class_counts import class_counts

if TYPE_CHECKING:
    from rich.console import Console

    from convscope.datasets.examination import Examination

_SHOWN = 5


def show_pictures(console: Console, result: Examination) -> None:
    """Counts by class and split, then a line for each finding."""
    console.print(class_counts("class", result.dataset.classes, result.counts))
    for line in _lines(result):
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def _lines(result: Examination) -> list[str]:
    def numbers(values: tuple[float, ...]) -> str:
        return " ".join(f"{value:.3f}" for value in values)

    from convscope.datasets.layout import notes_on

    lines = notes_on(result.dataset)
    if not result.is_divided:
        lines.append("the validation split was drawn with the seed, the same share of each class")
    lines.append(
        f"imbalance: the largest class has {result.imbalance:.3g} times the pictures of the smallest"
        if result.imbalance > 1
        else "imbalance: none, all classes have as many pictures"
    )
    low, middle, high = zip(result.rows, result.columns, strict=True)
    lines.append(
        f"sizes (rows x columns): {low[0]}x{low[1]} to {high[0]}x{high[1]}, median {middle[0]}x{middle[1]}"
    )
    kinds = {1: "grey", 3: "colour"}
    lines.append(
        "channels: "
        + ", ".join(
            f"{count:,} {kinds.get(channels, f'of {channels} channels')}"
            for channels, count in result.channels.items()
        )
    )
    lines.append(f"mean {numbers(result.mean)}, standard deviation {numbers(result.std)}")
    within = [one for one in result.duplicates if not one.is_leakage]
    lines.append(f"duplicates within a split: {len(within)}")
    lines += [f"  {one.first} = {one.second}{_labels(one.labels)}" for one in within[:_SHOWN]]
    if result.leakage:
        count = len(result.leakage)
        lines.append(
            f"leakage: {count} {'picture is' if count == 1 else 'pictures are'} in two splits, "
            "which makes validation look too good"
        )
        lines += [
            f"  {one.first} {'=' if one.is_exact else '~'} {one.second}{' mirrored' if one.is_mirrored else ''}"
            f"{_labels(one.labels)}"
            for one in result.leakage[:_SHOWN]
        ]
    else:
        lines.append("leakage: none, no picture is in two splits")
    lines.append(f"unreadable: {len(result.unreadable)}")
    lines += [f"  {reason}" for _, reason in result.unreadable]
    return lines


def _labels(labels: tuple[str, str]) -> str:
    return "" if labels[0] == labels[1] else f" (labelled {labels[0]} and {labels[1]})"
