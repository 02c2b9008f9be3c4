"""The makers as functions of Python."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from convscope.network import Network
from convscope.objectives import Objective
from convscope.report.synthesis.making import make
from convscope.report.synthesis.session import Session
from convscope.report.synthesis.synthesis import Synthesis
from convscope.synthesis.recipes import recipe_named


def visualize(
    network: Network,
    units: str | Objective | Sequence[str | Objective],
    *,
    recipe: str = "distill",
    seed: int = 0,
    session: Session | None = None,
    **settings: Any,
) -> Synthesis:
    """Make the pictures that units answer to most.

    Args:
        network: from `convscope.open_network` or `convscope.Network`.
        units: objectives or their texts; a layer alone stands for all its channels.
        recipe: a method of the literature: distill, maco, simonyan, mahendran, yosinski, inceptionism or none.
        seed: of everything random.
        session: who watches, and where to go on from.
        settings: replace parts of the recipe; those of `convscope.report.synthesis.visualize.VisualizeSettings`.

    Returns:
        The pictures with what they reach: `.picture`, `.images` (N, rows, columns, C), `.value`, `.save(path)`.

    Raises:
        ConvscopeError: of the kind that says what is wrong.
    """
    named = [units] if isinstance(units, str | Objective) else list(units)
    asked = {**recipe_named(recipe), **settings, "units": tuple(map(str, named)), "seed": seed}
    return make("visualize", network, asked, session=session)
