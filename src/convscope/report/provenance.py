"""How a report was made, and the Python that makes its pictures again."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from convscope.examine.scans import Scan
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
    """

    network: str
    weights: str
    opening: Opening
    is_random: bool
    versions: Mapping[str, str]
    settings: Mapping[str, Any]
    seconds: float


def provenance(network: Network, settings: Mapping[str, Any], seconds: float) -> Provenance:
    """How a report on this network was made, with the versions at work.

    Args:
        network: that it is about.
        settings: what the user asked for, in plain values.
        seconds: that it took.
    """
    return Provenance(
        network=network.name,
        weights=network.weights,
        is_random=network.is_random,
        opening=network.opening,
        versions=_versions(),
        settings=settings,
        seconds=seconds,
    )


def provenance_of_scan(scan: Scan, settings: Mapping[str, Any], seconds: float) -> Provenance:
    """How a report on a scan was made, for which no network was opened."""
    opening = scan.manifest.network_opening()
    return Provenance(
        network=scan.manifest.network,
        weights=opening.weights or "default",
        is_random=opening.weights == "random",
        opening=opening,
        versions=_versions(),
        settings=settings,
        seconds=seconds,
    )


def _versions() -> dict[str, str]:
    import torch

    from convscope.version import VERSION

    return {"convscope": VERSION, "torch": torch.__version__, "python": platform.python_version()}


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
