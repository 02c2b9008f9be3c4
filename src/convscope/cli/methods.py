"""``convscope methods``: list attribution methods."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from convscope.cli.answer import Answer, Json, Quiet, answers

if TYPE_CHECKING:
    from rich.console import Console


@answers
def methods(json_: Json = False, quiet: Quiet = False) -> Answer:
    """List the attribution methods with their options and papers."""
    from convscope.registry import methods as registered

    found = registered().values()

    def show(console: Console) -> None:
        from rich.table import Table

        for family, members in groupby(found, key=lambda method: method.family):
            table = Table("method", "shows", "options", title=family, title_justify="left")
            for method in members:
                options = "\n".join(
                    f"{name}={field.default}" for name, field in method.options.model_fields.items()
                )
                table.add_row(method.name, f"{method.summary}.\n[dim]{method.source}[/dim]", options)
            console.print(table)

    return Answer(
        {
            "methods": [
                {
                    "name": method.name,
                    "family": method.family,
                    "summary": method.summary,
                    "source": method.source,
                    "options": method.options.model_json_schema(),
                }
                for method in found
            ]
        },
        show,
    )
