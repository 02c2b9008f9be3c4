"""What another process or machine is told of a scan, and whether it sees the same files."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from platform import node as machine

from convscope.datasets import Item
from convscope.errors import ImageError, ScanError
from convscope.examine.scans.jobs import Work
from convscope.examine.scans.layers import scanned_layers
from convscope.examine.scans.manifest import Manifest, read_manifest
from convscope.examine.scans.one_pass import pixels_digest
from convscope.examine.scans.settings import ScanSettings
from convscope.network import open_network
from convscope.network.opening import Opening

_SAME_FILES = "All machines need the same files under the same paths: share a folder among them."


@dataclass(frozen=True)
class Sample:
    """A photo that every worker has to read as the process that scans does."""

    item: Item
    digest: str

    @classmethod
    def of(cls, items: Iterable[Item]) -> Sample | None:
        """The first that can be read; None where none can."""
        for item in items:
            try:
                return cls(item, pixels_digest(item.photo()))
            except ImageError:
                continue
        return None


@dataclass(frozen=True)
class Workplace:
    """All that a worker is told before its first job.

    Attributes:
        directory: in which the process that scans is.
        folder: of the scan.
        manifest: of the scan.
        opening: of the network, with the consent to run code.
        settings: of the scan.
        sample: a photo of the data.
    """

    directory: Path
    folder: Path
    manifest: Manifest
    opening: Opening
    settings: ScanSettings
    sample: Sample | None

    @classmethod
    def of(cls, work: Work, items: Iterable[Item]) -> Workplace:
        """What workers are told of the work of this process.

        Args:
            work: of the scan.
            items: photos of the scan, one of which is the sample.

        Raises:
            ScanError: the network was built by hand.
        """
        opening = work.network.opening
        if not opening.spec:
            raise ScanError(
                "A network that was built by hand cannot be opened by other processes.",
                "Save it and open it by its file, or scan with a single process.",
            )
        manifest = read_manifest(work.folder)  # as workers will read it
        return cls(Path.cwd(), work.folder.absolute(), manifest, opening, work.settings, Sample.of(items))

    def work(self) -> Work:
        """The network and the scan as this machine has them.

        Raises:
            ScanError: the machine does not see the same files.
            NetworkError: the network cannot be opened here.
        """
        try:
            os.chdir(self.directory)
        except OSError:
            raise ScanError(f"{machine()} has no folder {self.directory}.", _SAME_FILES) from None
        if read_manifest(self.folder) != self.manifest:
            raise ScanError(f"{machine()} has another scan in {self.folder}.", _SAME_FILES)
        if self.sample and pixels_digest(self.sample.item.photo()) != self.sample.digest:
            raise ScanError(f"{self.sample.item.name} is another photo on {machine()}.", _SAME_FILES)
        network = open_network(self.opening)
        if network.digest != self.manifest.digest:
            raise ScanError(
                f"The network has other weights on {machine()}: digest {network.digest}, "
                f"expected {self.manifest.digest}.",
                _SAME_FILES,
            )
        layers = scanned_layers(network, self.settings.layers, self.settings.vectors)
        return Work(network, layers, self.settings, self.folder)
