"""What the command prints of the evaluation of a network from picture to picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console


def show_restorer(document: dict[str, Any], console: Console) -> None:
    """The figures, before and after, and the photos with the lowest PSNR."""
    from rich.table import Table

    of = f"{document['network']} on {document['data']} ({document['split']})"
    title = f"{of}: {document['photos']} photos, {document['degradation']}"
    console.print(title, style="bold", highlight=False, markup=False, soft_wrap=True)
    figures = Table.grid(padding=(0, 2))
    for name, value in document["metrics"].items():
        low, high = document["intervals"][name]
        figures.add_row(name, _said(value), f"{_said(low)} to {_said(high)}")
    console.print(figures)
    console.print(document["convention"], highlight=False, markup=False, soft_wrap=True)
    console.print("lowest PSNR:", highlight=False)
    for one in document["worst"]:
        line = f"  {_said(one['psnr'])}  {one['photo']}"
        console.print(line, highlight=False, markup=False, soft_wrap=True)


def _said(value: float | None) -> str:
    return "inf" if value is None else f"{value:.4f}"
