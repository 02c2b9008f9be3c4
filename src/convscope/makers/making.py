"""Making pictures by the makers' names."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from convscope.errors import SynthesisError
from convscope.images.files import opened_file
from convscope.makers.progress import Making
from convscope.makers.registration import MAKERS, Maker
from convscope.makers.result import Synthesis
from convscope.makers.settings import Settings
from convscope.network import Network
from convscope.synthesis.steering import Change


def makers() -> Mapping[str, Maker[Any]]:
    """All makers by name: one for each file in ``kinds/``, and those of other packages."""
    return MAKERS.all()


def find_maker(name: str) -> Maker[Any]:
    """The maker of a name.

    Raises:
        SynthesisError: there is none; near matches are named.
    """
    return MAKERS.find(name)


def make(
    name: str,
    network: Network,
    settings: Mapping[str, Any],
    *,
    making: Making | None = None,
) -> Synthesis:
    """Make a picture.

    Args:
        name: of the maker.
        network: read, never changed.
        settings: the maker's; what is missing has its default.
        making: who sees how far it is, and where to go on from.

    Raises:
        ConvscopeError: of the kind that says what is wrong.
    """
    began = time.perf_counter()
    making = making or Making()
    found = find_maker(name)
    parsed = found.parse(settings)
    if making.steering.changes and found.steer is None:
        raise SynthesisError(
            f"What {name} climbs cannot change while it does.", "Make the picture with what it ends with."
        )
    made = found.function(network, parsed, making)
    return replace(
        made,
        maker=name,
        settings=parsed.model_dump(mode="json"),
        network=network.name,
        weights=network.weights,
        opening=network.opening,
        photos=digests_of(parsed),
        film=tuple(making.film),
        seconds=time.perf_counter() - began,
        stopped_at=making.done if making.stopped else None,
        changes=tuple(change for change in making.steering.changes if change.after < making.done),
    )


def key_of(name: str, network: Network, settings: Settings, changes: Sequence[Change] = ()) -> str:
    """16 hexadecimal digits of what decides a picture: maker, settings, photos, changes, the network's tensors."""
    turns = [asdict(change) for change in changes]
    whole = [name, settings.model_dump(mode="json"), digests_of(settings), network.digest, turns]
    return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()[:16]


def digests_of(settings: Settings) -> dict[str, str]:
    """Digests of the photos that a picture is made of, by path.

    Raises:
        ImageError: one cannot be read.
    """
    digests = {}
    for photo in settings.photos():
        with opened_file(str(photo)) as file:
            digests[str(photo)] = hashlib.sha256(file.read()).hexdigest()
    return digests
