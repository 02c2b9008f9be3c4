"""What the command prints of the evaluation of a generator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convscope.cli.judged_figures import said, show_figures

if TYPE_CHECKING:
    from rich.console import Console


def show_generator(document: dict[str, Any], console: Console) -> None:
    """The figures, the classes that are recognised least, and what is wrong."""
    from rich.table import Table

    of = f"{document['network']} beside {document['data']} ({document['split']})"
    title = f"{of}: {document['made']} made pictures, {document['real']} real ones"
    show_figures(title, document["metrics"], console, intervals=document["intervals"])
    if document["judge"] is None:
        console.print("with --judge a classifier says whether the classes came out", highlight=False)
    else:
        table = Table("class", "pictures", "recognised", "mostly taken for", "variety", box=None)
        for one in document["classes"]:
            table.add_row(
                one["name"],
                str(one["count"]),
                said(one["recognised"]),
                one["taken_for"] or "",
                said(one["variety"]),
            )
        console.print(table, highlight=False)
    for note in document["notes"]:
        console.print(note, highlight=False, markup=False, soft_wrap=True)
