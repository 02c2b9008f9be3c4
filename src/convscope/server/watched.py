"""Runs that are watched: their curves, and what their networks were after epochs of which snapshots were kept."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from convscope.datasets import Item
from convscope.errors import DataError
from convscope.graph.recent import Recent
from convscope.images import Photo
from convscope.learn.run import Run
from convscope.network import Network, open_network
from convscope.network.from_run import SNAPSHOTS
from convscope.server.failures import MissingError

NETWORKS = 4  # of epochs that are kept in memory
PICTURES = 300  # for validation that errors are looked for among

Kept = Literal["kernels", "maps", "embedding", "labels"]


class Watched:
    """The runs that the page was opened with; of the disk it reaches their snapshots alone.

    Args:
        runs: names or folders.
        run_code: whether a Python file of a network may run.

    Raises:
        RunError: there is no such run.
    """

    def __init__(self, runs: Iterable[str | os.PathLike[str] | Run] = (), *, run_code: bool = False) -> None:
        self._runs = [one if isinstance(one, Run) else Run.open(one) for one in runs]
        self._run_code, self._networks, self._pictures = run_code, Recent(NETWORKS), Recent(NETWORKS)

    def __len__(self) -> int:
        return len(self._runs)

    def read(self, number: int) -> Run:
        """A run by its place, read anew, since it may be training.

        Raises:
            MissingError: there is none.
            RunError: its folder is gone, or was broken meanwhile.
        """
        if number >= len(self._runs):
            raise MissingError(f"The page was opened without a run {number}.", "It counts runs from 0.")
        return Run.open(self._runs[number].folder)

    def epochs(self, run: Run) -> list[int]:
        """The epochs of which a run has kept whole snapshots."""
        found = (run.folder / SNAPSHOTS).glob("embedding-*.npy")
        return sorted(int(file.stem.rpartition("-")[2]) for file in found)

    def kept(self, run: Run, epoch: int, what: Kept) -> NDArray[np.float32]:
        """An array of a snapshot; see `convscope.learn.snapshots.keep_snapshot`.

        Raises:
            MissingError: the run has kept none of the epoch.
        """
        file = run.folder / SNAPSHOTS / f"{what}-{epoch:03}.npy"
        if not file.is_file():
            raise MissingError(f"The run {run.name} has kept no {what} of epoch {epoch}.")
        values: NDArray[np.float32] = np.load(file, allow_pickle=False).astype(np.float32)
        return values

    def pictures(self, run: Run) -> Sequence[Item]:
        """Up to `PICTURES` validation pictures of a run, evenly chosen.

        Raises:
            MissingError: its data are gone; their folder is not told.
        """

        def chosen() -> Sequence[Item]:
            try:
                items = run.dataset().split("val")
            except DataError:
                raise MissingError(
                    f"The pictures that the run {run.name} was trained on are not where they were.",
                    "Put them back, or train anew.",
                ) from None
            places = np.linspace(0, len(items) - 1, min(PICTURES, len(items))).round().astype(np.int64)
            return [items[place] for place in places]

        items: Sequence[Item] = self._pictures.get(str(run.folder), chosen)
        return items

    def picture(self, run: Run, number: int) -> Photo:
        """One of these pictures.

        Raises:
            MissingError: there is none of this number, or the data are gone.
            ImageError: it cannot be read.
        """
        items = self.pictures(run)
        if number >= len(items):
            raise MissingError(f"The run {run.name} has no validation picture {number}.")
        return items[number].photo()

    def network(self, run: Run, epoch: int) -> Network:
        """The network of a run as it was after an epoch.

        Raises:
            NetworkError: a Python file of it may not run.
            RunError: the run has kept no weights of the epoch.
        """
        spec = f"run:{Path(run.folder).absolute()}@{epoch}"
        file = run.folder / SNAPSHOTS / f"{epoch:03}.safetensors"
        stamp = file.stat().st_mtime_ns if file.is_file() else 0
        network: Network = self._networks.get(
            spec, lambda: open_network(spec, run_code=self._run_code), stamp
        )
        return network
