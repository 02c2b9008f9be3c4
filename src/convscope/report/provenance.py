"""How a report was made, and the Python that makes its pictures again."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from convscope.explanation.attribution import Attribution
from convscope.network import Network, Opening


@dataclass(frozen=True)
class Provenance:
    """How a report was made.

    Attributes:
        network: the network's name.
        weights: where its weights come from.
        opening: how it was opened, with the digest of all its tensors.
        is_random: whether nobody trained them.
        versions: of Convscope, PyTorch and Python.
        settings: what the user asked for.
        seconds: that the report took, from the decoded photo on.
        made: what the report is: ``look``, ``comparison``, ``evaluation``, ``unit`` or ``atlas``.
        photos: names and digests of the photos; none where they are a data set's.
        found: digest of the figures that were found, by which a report made again is held to this one; empty where
            nothing makes it again.
    """

    network: str
    weights: str
    opening: Opening
    is_random: bool
    versions: Mapping[str, str]
    settings: Mapping[str, Any]
    seconds: float
    made: str
    photos: Sequence[tuple[str, str]]
    found: str

    def manifest(self) -> dict[str, Any]:
        """How the report was made, in plain values; `convscope.reproduce` makes looks and comparisons again."""
        return {
            "convscope": self.versions["convscope"],
            "made": self.made,
            "network": self.network,
            "weights": self.weights,
            "opening": self.opening.document(),
            "versions": dict(self.versions),
            "photos": [list(photo) for photo in self.photos],
            "asked": dict(self.settings),
            "found": self.found,
        }


def provenance(
    network: Network,
    settings: Mapping[str, Any],
    seconds: float,
    made: str,
    photos: Sequence[tuple[str, str]] = (),
    found: Any = None,
) -> Provenance:
    """How a report on this network was made, with the versions at work.

    Args:
        network: that it is about.
        settings: what the user asked for, in plain values.
        seconds: that it took.
        made: what the report is.
        photos: that it is about, names and digests.
        found: its figures in plain values; None where nothing makes it again.
    """
    import torch

    from convscope.version import VERSION

    return Provenance(
        network=network.name,
        weights=network.weights,
        is_random=network.is_random,
        opening=network.opening,
        versions={
            "convscope": VERSION,
            "torch": torch.__version__,
            "python": platform.python_version(),
        },
        settings=settings,
        seconds=seconds,
        made=made,
        photos=tuple(photos),
        found="" if found is None else hashlib.sha256(json.dumps(found).encode()).hexdigest()[:16],
    )


def attribution_code(attribution: Attribution) -> str:
    """Python that makes an attribution's picture again."""
    asked: dict[str, Any] = {"method": attribution.method, "target": attribution.target}
    if attribution.layer is not None:
        asked["layer"] = attribution.layer
    asked |= {"seed": attribution.seed, **attribution.options}
    arguments = "".join(f"    {name}={value!r},\n" for name, value in asked.items())
    return (
        f"import convscope\n\n"
        f"network = {attribution.opening.code()}\n"
        f"attribution = convscope.explain(\n    network,\n    {attribution.photo!r},\n{arguments})\n"
        f"attribution.save({attribution.method + '.png'!r})\n"
    )


def stage_code(photo: str, address: str, opening: Opening) -> str:
    """Python that computes a layer's values again."""
    return (
        f"import convscope\n\n"
        f"network = {opening.code()}\n"
        f"maps = network.activations({photo!r}, [{address!r}])[{address!r}]  # (C, rows, columns)\n"
    )
