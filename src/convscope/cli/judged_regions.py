"""What the command prints of the evaluation of a captioner of regions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convscope.cli.judged_figures import show_figures

if TYPE_CHECKING:
    from rich.console import Console

_SHOWN = 5


def show_regions(document: dict[str, Any], console: Console) -> None:
    """The figures, and the photos that are told worst."""
    of = f"{document['network']} on {document['data']} ({document['split']})"
    counts = f"{document['regions']} regions of {document['photos']} photos"
    show_figures(f"{of}: {counts}", document["metrics"], console, intervals=document["intervals"])
    console.print("told worst:", highlight=False)
    for one in document["worst"][:_SHOWN]:
        told = "; ".join(one["regions"]) or "nothing"
        line = f"  {one['photo']}  {told}  (true: {'; '.join(one['true'])})"
        console.print(line, highlight=False, markup=False, soft_wrap=True)
