"""The libraries of architectures, by the prefix of their networks' names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from convscope.network.architecture import Architecture
from convscope.network.classics import classic_architecture, classic_entries, classic_names
from convscope.network.entry import NetworkEntry
from convscope.network.from_timm import timm_architecture, timm_entries, timm_names
from convscope.network.from_torchvision import (
    torchvision_architecture,
    torchvision_entries,
    torchvision_names,
)


@dataclass(frozen=True)
class Library:
    """Where architectures come from; each function imports the library when it is called.

    Attributes:
        names: what `architecture` takes.
        architecture: an architecture by its name.
        entries: the list of networks for people.
    """

    names: Callable[[], list[str]]
    architecture: Callable[[str], Architecture]
    entries: Callable[[], list[NetworkEntry]]


LIBRARIES = {
    "convscope": Library(classic_names, classic_architecture, classic_entries),
    "torchvision": Library(torchvision_names, torchvision_architecture, torchvision_entries),
    "timm": Library(timm_names, timm_architecture, timm_entries),
}
