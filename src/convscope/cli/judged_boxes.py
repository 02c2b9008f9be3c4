"""What the command prints of a detector's evaluation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convscope.cli.judged_figures import said, show_figures

if TYPE_CHECKING:
    from rich.console import Console


def show_detector(document: dict[str, Any], console: Console) -> None:
    """The figures, those of each class, the kinds of errors, and the photos with most of them."""
    from rich.table import Table

    from convscope.detection.error_kinds import KINDS

    of = f"{document['network']} on {document['data']} ({document['split']})"
    show_figures(f"{of}: {document['photos']} photos", document["metrics"], console)
    classes = Table.grid(padding=(0, 2))
    classes.add_row("class", "things", "AP@0.5", "AP", "recall")
    for one in document["classes"]:
        numbers = (said(one[name]) for name in ("AP@0.5", "AP", "recall"))
        classes.add_row(one["label"], str(one["things"]), *numbers)
    console.print(classes)
    errors = Table.grid(padding=(0, 2))
    errors.add_row("errors", "", "")
    for kind, meaning in KINDS.items():
        errors.add_row(kind, str(document["errors"][kind]), meaning)
    console.print(errors)
    for one in document["worst"]:
        console.print(f"  {one['errors']}  {one['photo']}", highlight=False, markup=False, soft_wrap=True)
