"""What networks there are, and which of them a misspelt name may mean."""

from __future__ import annotations

import difflib

from convscope.errors import NetworkError
from convscope.network import embedded
from convscope.network.entry import NetworkEntry
from convscope.network.libraries import LIBRARIES


def networks() -> list[NetworkEntry]:
    """Every network that `open_network` knows by name; none is built."""
    own = NetworkEntry(embedded.NAME, "efficientnet", embedded.INPUT_SHAPE, "embedded")
    return [own, *(entry for library in LIBRARIES.values() for entry in library.entries())]


def unknown_network(spec: str) -> NetworkError:
    """The error for a name that nothing has, with near matches over all prefixes."""
    names = [embedded.NAME]
    names += [f"{prefix}/{name}" for prefix, library in LIBRARIES.items() for name in library.names()]
    near = _near(spec, names)
    hint = f"Did you mean {' or '.join(near)}?" if near else "`convscope networks` lists them."
    return NetworkError(f"There is no network {spec!r}.", hint)


def _near(spec: str, names: list[str]) -> list[str]:
    by_ending: dict[str, list[str]] = {}
    for name in names:
        by_ending.setdefault(name.rpartition("/")[2], []).append(name)
    ending = spec.lower().rpartition("/")[2]
    if ending in by_ending:
        return by_ending[ending]
    endings = difflib.get_close_matches(ending, by_ending, n=2, cutoff=0.6)
    return [name for near in endings for name in by_ending[near]]
