"""Making pictures by the makers' names, and making them again from what a PNG carries."""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import time
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ValidationError

from convscope.errors import ImageError, SynthesisError
from convscope.makers.progress import Making
from convscope.makers.registration import Maker
from convscope.makers.result import Synthesis
from convscope.makers.settings import Settings
from convscope.network import Network
from convscope.registry import find, members
from convscope.render.manifest import read_manifest as carried


@cache
def makers() -> Mapping[str, Maker[Any]]:
    """All makers by name: one for each file in ``kinds/``."""
    package = importlib.import_module("convscope.makers.kinds")
    found = {maker.name: maker for maker in members(package, Maker)}
    return MappingProxyType(dict(sorted(found.items())))


def find_maker(name: str) -> Maker[Any]:
    """The maker of a name.

    Raises:
        SynthesisError: there is none; near matches are named.
    """
    return find(name, makers(), "maker", f"There are {', '.join(makers())}.", SynthesisError)


def make(
    name: str,
    network: Network,
    settings: Mapping[str, Any],
    *,
    making: Making | None = None,
    opening: Mapping[str, Any] | None = None,
) -> Synthesis:
    """Make a picture.

    Args:
        name: of the maker.
        network: read, never changed.
        settings: the maker's; what is missing has its default.
        making: who sees how far it is, and where to go on from.
        opening: how the network was opened, for the PNG; by default its name.

    Raises:
        ConvscopeError: of the kind that says what is wrong.
    """
    began = time.perf_counter()
    making = making or Making()
    found = find_maker(name)
    parsed = found.parse(settings)
    made = found.function(network, parsed, making)
    return replace(
        made,
        maker=name,
        settings=parsed.model_dump(mode="json"),
        network={
            "name": network.name,
            "weights": network.weights,
            "digest": network.digest,
            "opening": dict(opening or {"network": network.name}),
        },
        photos=_digests(parsed),
        film=tuple(making.film),
        seconds=time.perf_counter() - began,
        stopped_at=making.done if making.stopped else None,
    )


def key_of(name: str, network: Network, settings: Settings) -> str:
    """16 hexadecimal digits of all that decides a picture: maker, settings, photos and the network's tensors."""
    whole = [name, settings.model_dump(mode="json"), _digests(settings), network.digest]
    return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()[:16]


def read_manifest(path: str | os.PathLike[str]) -> dict[str, Any]:
    """What a PNG says of how it was made.

    Raises:
        ImageError: it cannot be read.
        SynthesisError: it says nothing, or is not by a maker.
    """
    try:
        return _Manifest.model_validate(carried(path)).model_dump()
    except ValidationError:
        raise SynthesisError(
            f"{path} does not say how it was made.",
            "Give a PNG of convscope visualize, dream, invert, style or caricature as it was written.",
        ) from None


class _Opening(BaseModel):
    network: str
    weights: str | None = None
    arch: str | None = None
    seed: int = 0


class _Origin(BaseModel):
    name: str
    digest: str
    opening: _Opening


class _Manifest(BaseModel):
    """What must stand in a PNG; it may come from anyone."""

    maker: str
    network: _Origin
    settings: dict[str, Any]
    photos: dict[str, str] = {}
    stopped_at: int | None = None


def check_origin(manifest: Mapping[str, Any], network: Network) -> None:
    """Check that a picture can be made again with this network and the photos that are there.

    Raises:
        SynthesisError: the network or a photo is another one than it was made with.
    """
    expected = manifest["network"]["digest"]
    if expected != network.digest:
        raise SynthesisError(
            f"The picture was made with {manifest['network']['name']} of digest {expected}, "
            f"but this network has {network.digest}.",
            "Open the network with the same weights.",
        )
    parsed = find_maker(manifest["maker"]).parse(manifest["settings"])
    for path, digest in _digests(parsed).items():
        if manifest["photos"].get(path) != digest:
            raise SynthesisError(f"{path} is another photo than the picture was made of.", "Restore it.")


def reproduce(manifest: Mapping[str, Any], network: Network) -> Synthesis:
    """Make a picture again from what `read_manifest` gave.

    Raises:
        SynthesisError: the network or a photo is another one than it was made with.
    """
    check_origin(manifest, network)
    return make(
        manifest["maker"],
        network,
        manifest["settings"],
        making=Making(limit=manifest["stopped_at"]),
        opening=manifest["network"]["opening"],
    )


def _digests(settings: Settings) -> dict[str, str]:
    digests = {}
    for photo in settings.photos():
        try:
            digests[str(photo)] = hashlib.sha256(photo.read_bytes()).hexdigest()
        except OSError as error:
            raise ImageError(f"{photo} cannot be read.", "Check the path.") from error
    return digests
