"""What the command prints of the evaluation of a network that reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convscope.cli.judged_figures import show_figures

if TYPE_CHECKING:
    from rich.console import Console

_SHOWN = 5


def show_reader(document: dict[str, Any], console: Console) -> None:
    """The figures, and the texts of the greatest loss."""
    of = f"{document['network']} on {document['data']} ({document['split']})"
    errors = document["errors"]
    title = f"{of}: {len(errors)} of {document['texts']} texts wrong"
    show_figures(title, document["metrics"], console, intervals=document["intervals"])
    if errors:
        console.print("greatest loss:", highlight=False)
    for one in errors[:_SHOWN]:
        line = f"  {one['text']}  {one['said']} {one['said_probability']:.0%} (true: {one['truth']})"
        console.print(line, highlight=False, markup=False, soft_wrap=True)
