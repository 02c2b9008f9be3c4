"""What a scan is of: network, data, layers and settings, as the file ``scan.json`` in its folder."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from convscope.errors import AddressError, ScanError, suggest
from convscope.examine.scans.layers import ScannedLayer, ScannedLayers
from convscope.examine.scans.settings import ScanSettings
from convscope.files import replacing
from convscope.graph import Node
from convscope.network import Network
from convscope.network.opening import Opening

FILE = "scan.json"
FORMAT = 1


@dataclass(frozen=True)
class ManifestLayer:
    """A layer of a scan.

    Attributes:
        address: of the layer.
        units: how many it has.
        places: its sizes, (rows, columns) of a feature map; () where a unit is one number.
        also: the other addresses of the network that mean it.
    """

    address: str
    units: int
    places: tuple[int, ...]
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Manifest:
    """What a scan is of.

    Attributes:
        format: of the scan's files.
        network: the network's name.
        opening: how it was opened, with the digest of its tensors.
        data: place of the data set.
        layers: in the order of evaluation.
        scores: place of the scores among the layers; None where they are not examined.
        penultimate: place of the layer before the last one with weights; None likewise.
        vectors: places of the layers of which each photo's means over the places are kept.
        settings: of the scan.
    """

    format: int
    network: str
    opening: Mapping[str, Any]
    data: str
    layers: tuple[ManifestLayer, ...]
    scores: int | None
    penultimate: int | None
    vectors: tuple[int, ...]
    settings: Mapping[str, Any]

    @property
    def digest(self) -> str:
        """Of the network's tensors."""
        return str(self.opening["digest"])

    def network_opening(self) -> Opening:
        """How the network is opened again."""
        return Opening.of_document(self.opening)

    def place_of(self, address: str, name: str) -> int:
        """The place of a layer among those of the scan.

        Args:
            address: of the layer, its unique ending, ``scores`` or ``penultimate``.
            name: of the scan, for the message.

        Raises:
            AddressError: the scan has no such layer.
        """
        known = {
            one: place for place, layer in enumerate(self.layers) for one in (layer.address, *layer.also)
        }
        special = {"scores": self.scores, "penultimate": self.penultimate}
        ending = {place for one, place in known.items() if one.endswith(f".{address}")}
        place = known.get(address, special.get(address))
        if place is None and len(ending) == 1:
            place = ending.pop()
        if place is None:
            raise AddressError(
                f"The scan {name} has no layer {address!r}.",
                suggest(address, known, f"It has {', '.join(layer.address for layer in self.layers)}."),
            )
        return place

    def check_same(self, other: Manifest, name: str) -> None:
        """Refuse to go on with a scan of something else.

        Raises:
            ScanError: network, data, layers or settings are not the same.
        """
        if other.digest != self.digest:
            raise ScanError(
                f"The scan {name} is of other weights: {self.network} with digest {self.digest}, "
                f"got {other.network} with digest {other.digest}.",
                "Give another name for a new scan.",
            )
        parts = {
            "data": "data",
            "layers": "layers",
            "vectors": "layers to keep vectors of",
            "settings": "settings",
        }
        for part, words in parts.items():
            if getattr(other, part) != getattr(self, part):
                raise ScanError(
                    f"The scan {name} has other {words}: {_plain(getattr(self, part))}, "
                    f"got {_plain(getattr(other, part))}.",
                    "Give another name for a new scan.",
                )

    def write(self, folder: Path) -> None:
        """Write the file.

        Raises:
            OutputError: the folder cannot be written to.
        """
        with replacing(folder / FILE) as temporary:
            temporary.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")


def manifest_of(network: Network, data: str, layers: ScannedLayers, settings: ScanSettings) -> Manifest:
    """What a scan is of that begins now."""

    def places(chosen: Sequence[ScannedLayer | None]) -> list[int]:
        return [place for place, layer in enumerate(layers.layers) if layer in chosen]

    names: dict[Node, list[str]] = defaultdict(list)
    for address, node in network.graph().addresses.items():
        names[node].append(address)
    return Manifest(
        format=FORMAT,
        network=network.name,
        opening=network.opening.document(),
        data=data,
        layers=tuple(
            ManifestLayer(
                one.address, one.units, one.places, tuple(n for n in names[one.node] if n != one.address)
            )
            for one in layers.layers
        ),
        scores=next(iter(places([layers.scores])), None),
        penultimate=next(iter(places([layers.penultimate])), None),
        vectors=tuple(places(layers.vectors)),
        settings=settings.model_dump(mode="json", exclude={"layers", "vectors"}),
    )


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the scan in a folder.

    Raises:
        ScanError: there is none, or it is broken.
    """
    path = folder / FILE
    try:
        found: Manifest = TypeAdapter(Manifest).validate_json(path.read_bytes())
    except FileNotFoundError:
        raise ScanError(f"{folder} is no scan.", "Make one with scan.") from None
    except (OSError, ValidationError) as error:
        raise ScanError(f"{path} is no complete description of a scan.", "Scan anew.") from error
    if found.format != FORMAT:
        raise ScanError(f"{folder} was written by another version of Convscope.", "Scan anew.")
    return found


def _plain(value: Any) -> str:
    if isinstance(value, tuple):
        return (
            ", ".join(one.address if isinstance(one, ManifestLayer) else str(one) for one in value) or "none"
        )
    if isinstance(value, Mapping):
        return ", ".join(f"{name}={one!r}" for name, one in value.items())
    return str(value)
