"""``convscope methods``: list attribution methods."""

from __future__ import annotations

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.registered import BibTeX, Names, listing


@answers
def methods(names: Names = None, bibtex: BibTeX = False, json_: Json = False, quiet: Quiet = False) -> Answer:
    """List the attribution methods with their options and papers."""
    from convscope.registry import find_method
    from convscope.registry import methods as registered

    found = [find_method(name) for name in names] if names else list(registered().values())
    return listing(found, noun="method", group="family", says="shows", bibtex=bibtex)
