"""Convscope: a microscope for convolutional networks."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convscope.network import Network, open_network
    from convscope.report.explain import explain
    from convscope.report.synthesis.functions import caricature, dream, invert, style, visualize

__all__ = ["Network", "caricature", "dream", "explain", "invert", "open_network", "style", "visualize"]
__version__ = "0.1.0"

# Where the names above live; loaded when first asked for, so that importing the package loads no torch.
_HOMES = {
    "Network": "convscope.network",
    "caricature": "convscope.report.synthesis.functions",
    "dream": "convscope.report.synthesis.functions",
    "explain": "convscope.report",
    "invert": "convscope.report.synthesis.functions",
    "open_network": "convscope.network",
    "style": "convscope.report.synthesis.functions",
    "visualize": "convscope.report.synthesis.functions",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'convscope' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
