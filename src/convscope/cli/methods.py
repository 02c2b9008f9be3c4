"""``convscope methods``: list attribution methods."""

from __future__ import annotations

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.registered import listing


@answers
def methods(json_: Json = False, quiet: Quiet = False) -> Answer:
    """List the attribution methods with their options and papers."""
    from convscope.registry import methods as registered

    return listing(registered().values(), noun="method", group="family", says="shows")
