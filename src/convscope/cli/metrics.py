"""``convscope metrics``: list metrics of attributions."""

from __future__ import annotations

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.registered import BibTeX, Names, listing


@answers
def metrics(names: Names = None, bibtex: BibTeX = False, json_: Json = False, quiet: Quiet = False) -> Answer:
    """List the metrics of `convscope compare` with their options and papers."""
    from convscope.registry import find_metric
    from convscope.registry import metrics as registered

    return listing(
        [find_metric(name) for name in names] if names else list(registered().values()),
        noun="metric",
        group="kind",
        says="says",
        columns=("better",),
        facts=("needs_region",),
        bibtex=bibtex,
    )
