"""A scan on the disk, and what it says of layers, units and photos."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convscope.errors import AddressError, ScanError
from convscope.examine.scans.manifest import Manifest, ManifestLayer, read_manifest
from convscope.examine.scans.photo_list import ListedPhoto, PhotoList, read_list
from convscope.examine.scans.scan_folders import folder_of_scan
from convscope.examine.scans.shard import FOLDER, read_photos
from convscope.examine.scans.summary_tree import read_layer, shards_done
from convscope.examine.scans.unit_figures import scanned_unit
from convscope.examine.scans.units import ScannedUnit
from convscope.examine.scans.vectors import Vectors, mapped_vectors
from convscope.examine.summaries import LayerSummary
from convscope.examine.summaries.findings import constant_units, dead_units, duplicate_units
from convscope.graph.recent import Recent
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import facts, table


@dataclass(frozen=True, repr=False)
class Scan(Displayed):
    """A scan, whole or as far as it got.

    Attributes:
        folder: where it is kept.
        manifest: what it is of.
    """

    folder: Path
    manifest: Manifest

    @classmethod
    def open(cls, name: str | os.PathLike[str]) -> Scan:
        """The scan of a name or in a folder.

        Raises:
            ScanError: there is none; near names are given.
        """
        folder = folder_of_scan(name)
        return cls(folder, read_manifest(folder))

    def as_argument(self) -> str:
        """The folder by which it is opened again."""
        return str(self.folder)

    @property
    def name(self) -> str:
        """That of its folder."""
        return self.folder.name

    @cached_property
    def listed(self) -> PhotoList:
        """All photos, also those that are not computed yet."""
        return read_list(self.folder, int(self.manifest.settings["shard"]))

    @cached_property
    def photos(self) -> int:
        """How many photos have been read and computed."""
        return sum(len(self._photos_of(shard)[0]) for shard in self._done)

    @cached_property
    def is_complete(self) -> bool:
        """Whether all its photos have been computed."""
        return len(self._done) == len(self.listed.shards)

    @cached_property
    def unreadable(self) -> tuple[tuple[str, str], ...]:
        """Name and reason of each photo that could not be read."""
        found = [bad for shard in self._done for bad in self._photos_of(shard)[1]]
        return tuple((self.photo(number).name, reason) for number, reason in found)

    @property
    def layers(self) -> tuple[ManifestLayer, ...]:
        """The layers, in the order of evaluation."""
        return self.manifest.layers

    def layer(self, address: str) -> ManifestLayer:
        """The layer of an address, see `summary`.

        Raises:
            AddressError: the scan has no such layer.
        """
        return self.layers[self.manifest.place_of(address, self.name)]

    def photo(self, number: int) -> ListedPhoto:
        """The photo of a number."""
        return self.listed.photos[number]

    def summary(self, address: str) -> LayerSummary:
        """What is kept of a layer.

        Raises:
            AddressError: the scan has no such layer.
            ScanError: no photo has been computed.
        """
        return self._summary(self.manifest.place_of(address, self.name))

    def unit(self, address: str) -> ScannedUnit:
        """What a unit responds to.

        Args:
            address: a layer of the scan and the number of one of its units, ``blocks.4:12``.

        Raises:
            AddressError: the scan has no such layer or unit.
            ScanError: no photo has been computed.
        """
        of_layer, _, number = address.rpartition(":")
        place = self.manifest.place_of(of_layer or address, self.name)
        layer = self.layers[place]
        if not number.isdecimal() or int(number) >= layer.units:
            raise AddressError(
                f"{layer.address} has the units 0 to {layer.units - 1}, got {number!r}.", "Write LAYER:UNIT."
            )
        return scanned_unit(self._summary(place), layer, int(number), lambda one: self.photo(one).name)

    def vectors(self, address: str | None = None) -> Vectors:
        """What a layer makes of each photo, (N, C); by default the penultimate layer.

        Raises:
            ScanError: the scan has not kept them.
        """
        place = self.manifest.penultimate if address is None else self.manifest.place_of(address, self.name)
        kept = {*self.manifest.vectors, self.manifest.scores}
        if place is None or place not in kept:
            has = ", ".join(self.layers[one].address for one in sorted(k for k in kept if k is not None))
            if address is None:
                raise ScanError(
                    f"The scan {self.name} keeps no vectors of the penultimate layer.",
                    f"It keeps those of {has}." if has else "Scan the layer penultimate as well.",
                )
            raise ScanError(
                f"The scan {self.name} keeps no vectors of {address}.",
                f"It keeps those of {has}." if has else "Scan with the vectors of that layer.",
            )
        numbers = {shard: found for shard in self._done if len(found := self._photos_of(shard)[0])}
        if not numbers:
            raise _nothing(self.name)
        values = mapped_vectors(self.folder, [*numbers], place, self.photos)
        return Vectors(self.layers[place].address, np.concatenate([*numbers.values()]), values)

    def vectors_or_scores(self, address: str | None = None) -> Vectors:
        """Those of a layer; by default of the penultimate one, or the scores where the scan has no others.

        Raises:
            ScanError: the scan has not kept them.
        """
        only_scores = self.manifest.penultimate is None and self.manifest.scores is not None
        return self.vectors(address or ("scores" if only_scores else None))

    def document(self) -> dict[str, Any]:
        """The scan in plain values, as ``--json`` prints it."""
        return {
            "scan": str(self.folder),
            "network": self.manifest.network,
            "data": self.manifest.data,
            "photos": self.photos,
            "layers": [
                {
                    "address": layer.address,
                    "units": layer.units,
                    "dead": dead_units(summary),
                    "constant": constant_units(summary),
                    "duplicates": duplicate_units(summary),
                }
                for layer in self.layers
                for summary in [self.summary(layer.address)]
            ],
            "unreadable": [{"photo": name, "reason": reason} for name, reason in self.unreadable],
        }

    def _line(self) -> str:
        return f"{self.name}: {self.photos:,} photos by {self.manifest.network}"

    def _fragments(self) -> Sequence[str]:
        found = self.document()
        rows = [
            (one["address"], one["units"], *(len(one[what]) for what in ("dead", "constant", "duplicates")))
            for one in found["layers"]
        ]
        about = {"data": found["data"], "folder": self.folder, "unreadable": len(found["unreadable"]) or None}
        return [table(("layer", "units", "dead", "constant", "duplicate"), rows), facts(about)]

    @cached_property
    def _summaries(self) -> Recent:
        return Recent(2)

    def _summary(self, place: int) -> LayerSummary:
        found: LayerSummary | None = self._summaries.get(place, lambda: read_layer(self.folder, place))
        if found is None:
            raise _nothing(self.name)
        return found

    @cached_property
    def _done(self) -> tuple[int, ...]:
        done = shards_done(self.folder)
        return tuple(shard.index for shard in self.listed.shards if shard.index in done)

    def _photos_of(self, shard: int) -> tuple[NDArray[np.int64], list[tuple[int, str]]]:
        return read_photos(self.folder / FOLDER / f"{shard:06}")


def _nothing(name: str) -> ScanError:
    return ScanError(f"The scan {name} holds no photo that could be read.", "Scan photos that can be read.")
