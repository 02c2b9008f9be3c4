"""Whether a gradient leads from an objective back to what it is differentiated by."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from convscope.errors import ObjectiveError
from convscope.graph import Node


def check_connected(reached: Collection[Node], at: Sequence[Node], reads: Sequence[Node]) -> None:
    """Refuse a gradient that is zero because there is none, which says nothing about the photo.

    Args:
        reached: the nodes that a gradient reached.
        at: by what it was differentiated.
        reads: what the objective reads.

    Raises:
        ObjectiveError: no way that can be differentiated leads to any of them.
    """
    if not set(at).intersection(reached):
        named = " and ".join(repr(node.address) for node in reads)
        raise ObjectiveError(
            f"No gradient leads from {named} back to {at[0].address!r}: the network does not read it there, or only "
            "through whole numbers, comparisons, argmax or detach().",
            "Explain by scores alone, such as with occlusion, or choose another target or layer.",
        )
