"""``convscope data``: check a data set: classes, sizes, duplicates, leakage, unreadable files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.options import Seed
from convscope.cli.places import Overwrite, check_ending, free_place
from convscope.errors import DataError

if TYPE_CHECKING:
    from rich.console import Console

    from convscope.datasets.examination import Examination

_SHOWN = 5


@answers
def data(
    place: Annotated[
        str,
        typer.Argument(
            metavar="DATA",
            help="A folder with a folder for each class, with or without train, val and test above them; an archive "
            "of that; a CSV with columns path and label; MNIST-style .npz or idx files; or torchvision/NAME.",
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(help="The contact sheet; by default DATA.sheet.png in the working directory."),
    ] = None,
    overwrite: Overwrite = False,
    augment: Annotated[
        str | None,
        typer.Option(
            help="Also draw what this augmentation makes of some training pictures, as DATA.augment.png."
        ),
    ] = None,
    size: Annotated[int, typer.Option(help="Rows and columns of the pictures on that sheet.")] = 128,
    unreadable: Annotated[
        str, typer.Option(help="Files that cannot be read: skip (list them) or fatal.")
    ] = "skip",
    val_share: Annotated[
        float, typer.Option(help="Share of each class for validation, where the data are not divided.")
    ] = 0.2,
    seed: Seed = 0,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Report classes, counts, sizes, colours, duplicates, leakage and unreadable files; draw a contact sheet."""
    from convscope.cli.progress import TerminalProgress, cancelled_by_signals
    from convscope.datasets.augmentation import read_augmentation
    from convscope.datasets.examination import data as examine_data
    from convscope.datasets.sheets import augmentation_sheet, class_sheet
    from convscope.render import save_picture
    from convscope.render.save import PICTURES

    check_ending(out, PICTURES, "The contact sheet")
    if unreadable not in ("skip", "fatal"):
        raise DataError(f"Unreadable files are skipped or fatal, got {unreadable!r}.", "Write skip or fatal.")
    with TerminalProgress(silent=quiet or json_) as progress, cancelled_by_signals(progress):
        result = examine_data(place, val_share=val_share, seed=seed, progress=progress)
    dataset = result.dataset
    if result.unreadable and unreadable == "fatal":
        raise DataError(
            f"{len(result.unreadable)} pictures of {place} cannot be read; the first: {result.unreadable[0][1]}",
            "Repair or remove them, or leave them out with --unreadable skip.",
        )
    stem = Path(place).name.partition(".")[0]
    sheet = out or free_place(Path(f"{stem}.sheet.png"), overwrite=overwrite)
    save_picture(class_sheet(dataset, seed=seed), sheet)
    pictures = {"sheet": str(sheet)}
    if augment is not None:
        channels = 3 if 3 in result.channels else min(result.channels)
        bad = {name for name, _ in result.unreadable}
        readable = [item for item in dataset.split("train") if item.name not in bad]
        chosen = readable[:: max(1, len(readable) // 6)][:6]
        changed = augmentation_sheet(
            chosen, read_augmentation(augment, channels=channels), (size, size), seed=seed
        )
        beside = free_place(sheet.with_name(f"{stem}.augment.png"), overwrite=overwrite)
        pictures["augmentation"] = str(beside)
        save_picture(changed, Path(pictures["augmentation"]))

    def show(console: Console) -> None:
        _show(console, result)
        for name, path in pictures.items():
            console.print(f"{name}: {path}", markup=False, highlight=False, soft_wrap=True)

    return Answer({**result.document(), **pictures}, show)


def _show(console: Console, result: Examination) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("class", overflow="fold")
    for split in result.counts:
        table.add_column(split, justify="right")
    for label, name in enumerate(result.dataset.classes):
        table.add_row(name, *(f"{counts[label]:,}" for counts in result.counts.values()))
    table.add_section()
    table.add_row("all", *(f"{sum(counts):,}" for counts in result.counts.values()))
    console.print(table)
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
        lines.append(
            f"leakage: {len(result.leakage)} pictures are in two splits, which makes validation look too good"
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
