"""The atlas of a layer: an index of all its units, and a page for each."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from convscope.errors import AddressError, OutputError
from convscope.examine.scans.reopening import network_of_scan
from convscope.examine.scans.scan import Scan
from convscope.examine.summaries.findings import dead_units
from convscope.files import replacing
from convscope.network import Network
from convscope.progress import Progress
from convscope.render.notebook import Displayed, default_progress
from convscope.render.notebook.fragments import facts
from convscope.report.unit.atlas_index import Card, atlas_page, cards
from convscope.report.unit.page import unit_page
from convscope.report.unit.studying import unit as study_unit
from convscope.version import VERSION

INDEX = "index.html"
# Of what the pages in the folder are.
KEY = "atlas.json"


@dataclass(frozen=True, repr=False)
class Atlas(Displayed):
    """An index of a layer's units and the pages that are there.

    Attributes:
        layer: address of the layer.
        scan: name of the scan.
        units: that the layer has.
        pages: how many units have a page.
        missing: numbers of the units that are still to get one; those that are dead get none.
        index: the page that lists them all.
    """

    layer: str
    scan: str
    units: int
    pages: int
    missing: tuple[int, ...]
    index: Path

    def document(self) -> dict[str, Any]:
        """All of it in plain values."""
        return {**vars(self), "missing": list(self.missing), "index": str(self.index)}

    def _line(self) -> str:
        return f"{self.layer} of {self.scan}: {self.units} units, {self.pages} pages in {self.index.parent}"

    def _fragments(self) -> Sequence[str]:
        return [facts({"index": self.index, "still to make": len(self.missing) or None})]


def atlas(
    layer: str,
    scan: str | os.PathLike[str] | Scan,
    folder: str | os.PathLike[str],
    *,
    first: int | None = None,
    network: Network | None = None,
    run_code: bool = False,
    progress: Progress | None = None,
) -> Atlas:
    """Write an index of all units of a layer, then a page for each; what is there already is kept.

    The index comes first and costs a second for a hundred units; how long the pages take is told after the first of
    them.  Pages of another state of the scan, or of another version, are made anew.

    Args:
        layer: of the scan.
        scan: the scan, its name or its folder.
        folder: where they are written.
        first: make pages of so many units only.
        network: the network that was scanned; by default it is opened as it was for the scan.
        run_code: whether a Python file of the network may run.
        progress: told of each page; cancelling it ends after the page that is being made.

    Raises:
        AddressError: the scan has no such layer.
        ScanError: there is no such scan, the network is another, or photos are gone or have changed.
        OutputError: the folder cannot be written to, or holds something else.
    """
    shown, place = default_progress(progress), Path(folder)
    kept = scan if isinstance(scan, Scan) else Scan.open(scan)
    summary = kept.summary(layer)
    address = kept.layer(layer).address
    if first is not None and first < 1:
        raise AddressError(f"An atlas is of at least one unit, got first={first}.", "Write a larger number.")
    opened = network_of_scan(kept, network, run_code=run_code)
    _begin(place, {"version": VERSION, "digest": opened.digest, "layer": address, "photos": kept.photos})
    shown_cards = cards(kept, address, summary, opened)
    dead = {*dead_units(summary)}
    wanted = [card for card in shown_cards[:first] if card.unit not in dead]

    def done() -> set[int]:
        return {card.unit for card in shown_cards if (place / card.href).exists()}

    def write_index() -> None:
        page = atlas_page(address, kept, opened, shown_cards, done(), dead)
        with replacing(place / INDEX) as temporary:
            temporary.write_text(page, encoding="utf-8")

    write_index()
    before = done()
    missing = [card for card in wanted if card.unit not in before]
    try:
        for number, card in enumerate(missing):
            if shown.cancelled:
                break
            began = time.perf_counter()
            _write_page(place, card, kept, opened)
            if number == 0 and len(missing) > 1:
                shown.note(
                    _cost(len(missing), time.perf_counter() - began, (place / card.href).stat().st_size)
                )
            shown.step(number + 1, len(missing), what="pages")
    finally:
        write_index()
    after = done()
    left = tuple(card.unit for card in wanted if card.unit not in after)
    return Atlas(address, kept.name, summary.units, len(after), left, place / INDEX)


def _write_page(place: Path, card: Card, scan: Scan, network: Network) -> None:
    page = unit_page(study_unit(card.address, scan, network=network, progress=Progress()), index=INDEX)
    with replacing(place / card.href) as temporary:
        temporary.write_text(page, encoding="utf-8")


def _cost(pages: int, seconds: float, size: int) -> str:
    """What all pages cost, by the first."""
    whole = pages * seconds
    time_of_all = f"{whole / 60:.0f} minutes" if whole >= 90 else f"{whole:.0f} seconds"
    return (
        f"{pages} pages take about {time_of_all} and {pages * size / 1e6:.0f} MB; "
        "stopped, the same command goes on."
    )


def _begin(place: Path, key: dict[str, Any]) -> None:
    """Make the folder, and clear it of pages of something else."""
    file = place / KEY
    known = None
    if file.exists():
        try:
            known = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            known = None
        if known != key:
            for page in place.glob("[0-9][0-9][0-9][0-9]*.html"):
                page.unlink()
    elif place.exists() and any(place.iterdir()):
        raise OutputError(f"{place} holds something else than an atlas.", "Choose an empty folder.")
    if known != key:
        with replacing(file) as temporary:
            temporary.write_text(json.dumps(key) + "\n", encoding="utf-8")
