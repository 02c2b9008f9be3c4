"""What the command prints of the evaluation of a captioner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convscope.cli.judged_figures import show_figures

if TYPE_CHECKING:
    from rich.console import Console

_SHOWN = 5


def show_captioner(document: dict[str, Any], console: Console) -> None:
    """The figures, and the photos of the lowest CIDEr."""
    of = f"{document['network']} on {document['data']} ({document['split']})"
    show_figures(
        f"{of}: {document['photos']} photos", document["metrics"], console, intervals=document["intervals"]
    )
    console.print("lowest CIDEr:", highlight=False)
    for one in document["worst"][:_SHOWN]:
        line = f"  {one['photo']}  {one['caption']}  (true: {'; '.join(one['true'])})"
        console.print(line, highlight=False, markup=False, soft_wrap=True)
