"""What ``convscope methods`` and ``convscope metrics`` share: a table of what is registered, and its JSON."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any

import typer

from convscope.cli.answer import Answer

if TYPE_CHECKING:
    from rich.console import Console

    from convscope.attribution.registered import Registered

Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="[NAME]...", help="Only these; by default all.", show_default=False),
]
BibTeX = Annotated[bool, typer.Option("--bibtex", help="Print their papers as BibTeX, to cite them.")]


def listing(
    found: Collection[Registered[Any, Any, Any]],
    *,
    noun: str,
    group: str,
    says: str,
    columns: Sequence[str] = (),
    facts: Sequence[str] = (),
    bibtex: bool = False,
) -> Answer:
    """A table for each group, and the same as JSON.

    Args:
        found: methods or metrics, in the order of their groups.
        noun: what each is; heads the column of names.
        group: the attribute by which they are grouped.
        says: heads the column of summaries.
        columns: attributes that are shown as columns of their own.
        facts: attributes that the JSON holds besides.
        bibtex: whether their papers are printed instead, as BibTeX.
    """
    from convscope.attribution.papers import bibtex as entries

    if bibtex:
        papers = entries(each.source for each in found)
        return Answer(
            {"bibtex": papers},
            lambda console: console.print(papers, markup=False, highlight=False, soft_wrap=True),
        )

    def show(console: Console) -> None:
        from rich.table import Table

        for title, members in groupby(found, key=lambda each: getattr(each, group)):
            table = Table(noun, *columns, says, "options", title=title, title_justify="left")
            for each in members:
                options = "\n".join(f"{name}={o.default}" for name, o in each.options.model_fields.items())
                summary = f"{each.summary}.\n[dim]{each.source}[/dim]"
                table.add_row(each.name, *(getattr(each, column) for column in columns), summary, options)
            console.print(table)

    document = [
        {
            **{name: getattr(each, name) for name in ("name", group, *columns, "summary", "source", *facts)},
            "options": each.options.model_json_schema(),
        }
        for each in found
    ]
    return Answer({f"{noun}s": document}, show)
