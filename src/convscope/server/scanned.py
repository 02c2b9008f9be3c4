"""A scan of the network that is open: its photos by their numbers, and what its units see of them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence

import numpy as np

from convscope.errors import ConvscopeError
from convscope.examine.neighbours.search import Matrix, unit_vectors
from convscope.examine.scans.reopening import item_among, items_of_data, network_of_scan
from convscope.examine.scans.scan import Scan
from convscope.examine.scans.units import Exemplar, ScannedUnit
from convscope.examine.scans.vectors import Vectors
from convscope.examine.summaries import LayerSummary
from convscope.examine.summaries.sample import Sample
from convscope.examine.units.patches import Patch, patches
from convscope.graph.recent import Recent
from convscope.images import Photo
from convscope.network import Network
from convscope.server.failures import MissingError

UNITS = 4  # whose photos are kept in memory
SHOWN = 9  # strongest photos of a unit, and weakest


class Scanned:
    """What the page can ask of a scan; of the disk it reaches the scan's own photos alone.

    Args:
        scan: of the network.
        network: that is open.

    Attributes:
        scan: the scan.
        digest: other digits where anything of the scan is another.

    Raises:
        DataError: the scan's data are no longer there.
        ScanError: it is of another network.
    """

    def __init__(self, scan: Scan, network: Network) -> None:
        self.scan, self._network = scan, network_of_scan(scan, network)
        self._items = items_of_data(scan)
        said = repr((scan.manifest, scan.photos, [scan.photo(n) for n in range(len(scan.listed.photos))]))
        self.digest = hashlib.sha256(said.encode("utf-8", "surrogateescape")).hexdigest()[:32]
        self._seen, self._vectors = Recent(2 * UNITS), Recent(1)

    def photo(self, number: int) -> Photo:
        """A photo of the scan, decoded.

        Raises:
            ImageError: it cannot be read.
            MissingError: the scan has none of this number.
            ScanError: it is gone or has changed.
        """
        if not 0 <= number < len(self.scan.listed.photos):
            raise MissingError(f"The scan {self.scan.name} has no photo {number}.", "It counts them from 0.")
        return item_among(self.scan, self._items, number).photo()

    def layer_of(self, unit: str) -> tuple[str, int]:
        """Address of a unit's layer, as the network has it, and the unit's number.

        Raises:
            AddressError: the scan has no such unit.
        """
        layer, _, number = self.scan.unit(unit).address.rpartition(":")
        return layer, int(number)

    def sample(self, layer: str) -> Sample | None:
        """What the scan knows of a layer, (M, C) values of M photos; None where it did not examine the layer."""
        summary = self._summary(layer)
        return None if summary is None else summary.sample

    def patches(self, unit: str, *, strongest: bool) -> tuple[Sequence[Patch], Sequence[Photo]]:
        """What a unit sees of its strongest or weakest photos, and these photos.

        Raises:
            AddressError: the scan has no such unit.
            ScanError: a photo is gone or has changed.
        """
        return self._seen.get((unit, strongest), lambda: self._patches(unit, strongest=strongest))

    def vectors(self, layer: str | None) -> tuple[Vectors, Matrix]:
        """What a layer makes of each photo, by default the penultimate one, and the same with vectors of length 1.

        Raises:
            AddressError: the scan has no such layer.
            ScanError: it keeps no vectors of it.
        """

        def found() -> tuple[Vectors, Matrix]:
            vectors = self.scan.vectors_or_scores(layer)
            return vectors, unit_vectors(vectors.values)

        return self._vectors.get(layer, found)

    def row_of(self, number: int, layer: str | None) -> int:
        """Where the vector of a photo's number stands.

        Raises:
            MissingError: the scan has none of it.
        """
        rows = np.flatnonzero(self.vectors(layer)[0].numbers == number).tolist()
        if not rows:
            raise MissingError(f"The scan {self.scan.name} has no vector of photo {number}.")
        return int(rows[0])

    def _patches(self, unit: str, *, strongest: bool) -> tuple[Sequence[Patch], Sequence[Photo]]:
        found = self.scan.unit(unit)
        shown = _shown(found, strongest=strongest)
        photos = [self.photo(one.number) for one in shown]
        layer, _ = self.layer_of(unit)
        return patches(self._network, self._network.graph().find(layer), shown, photos), photos

    def _summary(self, layer: str) -> LayerSummary | None:
        try:
            return self.scan.summary(layer)
        except ConvscopeError:
            return None


def _shown(unit: ScannedUnit, *, strongest: bool) -> Sequence[Exemplar]:
    return (unit.exemplars if strongest else unit.weakest)[:SHOWN]


def opened_scan(scan: str | os.PathLike[str] | Scan | None, network: Network) -> Scanned | None:
    """The scan that somebody named, if one.

    Raises:
        DataError: its data are no longer there.
        ScanError: there is no such scan, or it is of another network.
    """
    if scan is None:
        return None
    return Scanned(scan if isinstance(scan, Scan) else Scan.open(scan), network)
