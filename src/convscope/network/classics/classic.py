"""A network that is defined here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Classic:
    """A network's text and what there is to know of it.

    Attributes:
        family: the line of networks that it belongs to.
        text: see `convscope.network.declarative`.
        remark: where it comes from and where it differs from that.
    """

    family: str
    text: str
    remark: str
