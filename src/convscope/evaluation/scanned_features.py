"""The features of the pictures of a scan, which need not be computed again."""

from __future__ import annotations

from collections.abc import Sequence

from convscope.datasets import Item, open_dataset
from convscope.errors import ScanError
from convscope.evaluation.features import TrainingFeatures
from convscope.examine.scans.reopening import network_of_scan
from convscope.examine.scans.scan import Scan
from convscope.network import Network


def scanned_features(scan: Scan, network: Network, apart_from: Sequence[Item] = ()) -> TrainingFeatures:
    """What the last layer with weights reads of each picture of a scan.

    Args:
        scan: keeps vectors of the penultimate layer.
        network: the network that was scanned.
        apart_from: pictures that are left out where they were scanned, too: nearest to a picture is not itself.

    Raises:
        ScanError: the network is another, the scan keeps no such vectors, or its pictures are gone or have changed.
        DataError: the data are no longer there.
    """
    network_of_scan(scan, network)
    vectors = scan.vectors()
    dataset = open_dataset(scan.manifest.data, needs_labels=False)
    items = {(item.name, item.source.stamp): item for item in dataset.items}
    known = {_file(item) for item in apart_from}
    listed = [scan.photo(number) for number in vectors.numbers.tolist()]
    found = {row: items.get((one.name, one.stamp)) for row, one in enumerate(listed)}
    kept = {row: item for row, item in found.items() if item is not None and _file(item) not in known}
    if not kept:
        raise ScanError(
            f"No picture of the scan {scan.name} is still there as it was scanned, beside those that are evaluated.",
            "Scan the pictures that the network learned from.",
        )
    return TrainingFeatures(tuple(kept.values()), vectors.values[list(kept)], dataset.classes)


def _file(item: Item) -> tuple[str, str]:
    """The same for a picture that two data sets hold under different folders."""
    return item.name.rpartition("/")[2], item.source.stamp
