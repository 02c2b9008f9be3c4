"""The networks that are defined here, as a library of architectures."""

from __future__ import annotations

from convscope.network.architecture import Architecture, NetworkEntry
from convscope.network.classics import dcnn, digits
from convscope.network.classics.definitions import CLASSICS
from convscope.network.declarative import declared_architecture, read_definition


def classic_names() -> list[str]:
    """Names of the networks."""
    return [*CLASSICS, digits.NAME, dcnn.NAME]


def classic_architecture(name: str) -> Architecture:
    """One of them, by one of `classic_names`."""
    if name == digits.NAME:
        return digits.digits_architecture()
    if name == dcnn.NAME:
        return dcnn.dcnn_architecture()
    return declared_architecture(CLASSICS[name].text, f"convscope/{name}")


def classic_entries() -> list[NetworkEntry]:
    """The list of them, none built."""
    return [
        *(
            NetworkEntry(
                f"convscope/{name}", classic.family, read_definition(classic.text).input_shape, "none"
            )
            for name, classic in CLASSICS.items()
        ),
        digits.digits_entry(),
        dcnn.dcnn_entry(),
    ]
