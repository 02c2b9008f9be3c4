"""What the command prints of a segmenter's evaluation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convscope.cli.judged_figures import said, show_figures

if TYPE_CHECKING:
    from rich.console import Console

_COLUMNS = ("share", "IoU", "Dice", "recall", "boundary F")
_BY_SCORES = ("mask AP@0.5", "mask AP", "box AP@0.5", "box AP")


def show_segmenter(document: dict[str, Any], console: Console) -> None:
    """The figures, those of each class, and the photos that were found worst."""
    from rich.table import Table

    of = f"{document['network']} on {document['data']} ({document['split']})"
    show_figures(f"{of}: {document['photos']} photos", document["metrics"], console)
    if document["things"]:
        things = document["things"]
        console.print(f"things: {things['found']} found, {things['there']} there", highlight=False)
        if things["otsu"]:
            otsu = ", ".join(f"{name} {said(value)}" for name, value in things["otsu"].items())
            console.print(f"a threshold and a watershed, without any network: {otsu}", highlight=False)
    classes = Table.grid(padding=(0, 2))
    classes.add_row("class", *_COLUMNS)
    for one in document["classes"]:
        classes.add_row(one["label"], *(said(one[name]) for name in _COLUMNS))
    console.print(classes)
    by_scores = [one for one in document["classes"] if "things" in one]
    if by_scores:
        things_of = Table.grid(padding=(0, 2))
        things_of.add_row("class", "things", *_BY_SCORES)
        for one in by_scores:
            things_of.add_row(one["label"], str(one["things"]), *(said(one[name]) for name in _BY_SCORES))
        console.print(things_of)
    console.print("found worst:", highlight=False)
    for one in document["worst"]:
        line = f"  {said(one['figure'])}  {one['photo']}"
        console.print(line, highlight=False, markup=False, soft_wrap=True)
