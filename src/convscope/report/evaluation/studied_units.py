"""The units behind the errors, studied by a scan."""

from __future__ import annotations

from collections.abc import Sequence

from convscope.evaluation.units_behind import UnitBehind
from convscope.examine.scans import Scan
from convscope.network import Network
from convscope.progress import Progress
from convscope.report.unit import UnitStudy
from convscope.report.unit.studying import unit as study_unit


def study_units(
    network: Network, scan: Scan, behind: Sequence[UnitBehind], progress: Progress
) -> list[UnitStudy]:
    """What units respond to, in their order.

    Raises:
        ScanError: a picture of the scan is gone or has changed.
        Cancelled: somebody asked to stop.
    """
    found = []
    for place, one in enumerate(behind):
        progress.step(place, len(behind), what="studying channels")
        progress.check()
        found.append(study_unit(address_in_scan(scan, one.address), scan, network=network))
    return found


def address_in_scan(scan: Scan, address: str) -> str:
    """By which a scan knows a unit of the last layer's features: with its places, where that layer was scanned."""
    layer, _, unit = address.rpartition(":")
    known = {name for one in scan.layers for name in (one.address, *one.also)}
    return address if layer in known else f"penultimate:{unit}"
