"""``convscope metrics``: list metrics of attributions."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from convscope.cli.answer import Answer, Json, Quiet, answers

if TYPE_CHECKING:
    from rich.console import Console


@answers
def metrics(json_: Json = False, quiet: Quiet = False) -> Answer:
    """List the metrics of `convscope compare` with their options and papers."""
    from convscope.registry import metrics as registered

    found = registered().values()

    def show(console: Console) -> None:
        from rich.table import Table

        for kind, members in groupby(found, key=lambda metric: metric.kind):
            table = Table("metric", "better", "says", "options", title=kind, title_justify="left")
            for metric in members:
                options = "\n".join(
                    f"{name}={field.default}" for name, field in metric.options.model_fields.items()
                )
                table.add_row(
                    metric.name, metric.better, f"{metric.summary}.\n[dim]{metric.source}[/dim]", options
                )
            console.print(table)

    return Answer(
        {
            "metrics": [
                {
                    "name": metric.name,
                    "kind": metric.kind,
                    "better": metric.better,
                    "summary": metric.summary,
                    "source": metric.source,
                    "needs_region": metric.needs_region,
                    "options": metric.options.model_json_schema(),
                }
                for metric in found
            ]
        },
        show,
    )
