"""The network of a scan, opened again, and a photo of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from convscope.datasets import Item, open_dataset
from convscope.errors import ScanError
from convscope.examine.scans.scan import Scan
from convscope.images import Photo
from convscope.network import Network, open_network


def network_of_scan(scan: Scan, network: Network | None = None, *, run_code: bool = False) -> Network:
    """The network that was scanned.

    Args:
        scan: the scan.
        network: the network, where it is open already; by default it is opened as it was for the scan.
        run_code: whether a Python file of the network may run.

    Raises:
        ScanError: its weights are others.
        NetworkError: it cannot be opened.
    """
    opened = network or open_network(replace(scan.manifest.network_opening(), run_code=run_code))
    if opened.digest != scan.manifest.digest:
        raise ScanError(
            f"The scan {scan.name} is of other weights: digest {scan.manifest.digest}, got {opened.digest}.",
            "Give the network that was scanned.",
        )
    return opened


def items_of_scan(scan: Scan, numbers: Iterable[int]) -> Iterator[Item]:
    """The pictures of numbers, found again in the scan's data one by one; none is decoded.

    Raises:
        DataError: the data are no longer there.
        ScanError: a photo is gone or has changed.
    """
    items = items_of_data(scan)
    for number in numbers:
        yield item_among(scan, items, number)


def items_of_data(scan: Scan) -> Mapping[str, Item]:
    """All pictures that are in a scan's data now, by their names.

    Raises:
        DataError: the data are no longer there.
    """
    return {item.name: item for item in open_dataset(scan.manifest.data, needs_labels=False).items}


def item_among(scan: Scan, items: Mapping[str, Item], number: int) -> Item:
    """The picture of a number among those of the scan's data.

    Raises:
        ScanError: it is gone or has changed.
    """
    listed = scan.photo(number)
    item = items.get(listed.name)
    if item is None or item.source.stamp != listed.stamp:
        what = "is no longer there" if item is None else "has changed"
        raise ScanError(f"{listed.name} {what} since it was scanned by {scan.name}.", "Scan anew.")
    return item


def photos_of_scan(scan: Scan, numbers: Sequence[int]) -> list[Photo]:
    """The photos of numbers, decoded from the scan's data.

    Raises:
        DataError: the data are no longer there.
        ScanError: a photo is gone or has changed.
        ImageError: a photo cannot be read any more.
    """
    return [item.photo() for item in items_of_scan(scan, numbers)]
