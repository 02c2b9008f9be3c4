"""Convscope: a microscope for convolutional networks."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from convscope.version import VERSION as __version__  # noqa: N811  # the name that every package has it by

if TYPE_CHECKING:
    from convscope.explanation.explaining import explain
    from convscope.explanation.reproduction import reproduce
    from convscope.makers.functions import caricature, dream, invert, style, visualize
    from convscope.network import Network, open_network
    from convscope.plugins import register

__all__ = [
    "Network",
    "__version__",
    "caricature",
    "dream",
    "explain",
    "invert",
    "open_network",
    "register",
    "reproduce",
    "style",
    "visualize",
]

# Where the names above live; loaded when first asked for, so that importing the package loads no torch.
_HOMES = {
    "Network": "convscope.network",
    "caricature": "convscope.makers.functions",
    "dream": "convscope.makers.functions",
    "explain": "convscope.explanation",
    "invert": "convscope.makers.functions",
    "open_network": "convscope.network",
    "register": "convscope.plugins",
    "reproduce": "convscope.explanation.reproduction",
    "style": "convscope.makers.functions",
    "visualize": "convscope.makers.functions",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'convscope' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
