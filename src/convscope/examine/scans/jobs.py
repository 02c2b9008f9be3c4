"""What a scan is divided into, the same whoever does it: shards to compute, and neighbours to merge."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from convscope.examine.scans.layers import ScannedLayers
from convscope.examine.scans.one_pass import Numbered, pass_over
from convscope.examine.scans.photo_list import Shard
from convscope.examine.scans.settings import ScanSettings
from convscope.examine.scans.shard import FOLDER, shard_findings, write_vectors
from convscope.examine.scans.summary_tree import TreeNode, add_shard, merge
from convscope.network import Network


@dataclass(frozen=True)
class Work:
    """What stays the same from job to job.

    Attributes:
        network: that is scanned.
        layers: of it, to examine.
        settings: of the scan.
        folder: of the scan.
    """

    network: Network
    layers: ScannedLayers
    settings: ScanSettings
    folder: Path


class Job(Protocol):
    """A piece of a scan.  Done twice, it leaves the same files as done once."""

    @property
    def node(self) -> TreeNode:
        """The summary that stands when it is done."""
        ...

    @property
    def photos(self) -> int:
        """How many photos it computes."""
        ...

    def compute(self, work: Work, step: Callable[[int], None]) -> Callable[[], None]:
        """Do all of it but to keep what came out.

        Args:
            work: that it is part of.
            step: told after each batch how many photos it had; may raise to end the work.

        Returns:
            Keeps it; another thread may, while the next job computes.
        """
        ...


@dataclass(frozen=True)
class ShardJob:
    """Compute a shard and keep what comes out.

    Attributes:
        shard: which.
        items: its photos with their numbers, ascending.
        labels: of the photos.
    """

    shard: Shard
    items: tuple[Numbered, ...]
    labels: tuple[str | None, ...]

    @property
    def node(self) -> TreeNode:
        """A leaf of the tree."""
        return TreeNode(0, self.shard.index)

    @property
    def photos(self) -> int:
        """Those of the shard."""
        return self.shard.count

    def compute(self, work: Work, step: Callable[[int], None]) -> Callable[[], None]:
        """Compute it; its summaries are kept last: a shard is done when it has them."""
        found = pass_over(
            work.network, work.layers, self.items, seed=work.settings.seed, passes=self.shard.part, step=step
        )

        def keep() -> None:
            findings = shard_findings(work.layers, self.items, self.labels, found, work.settings)
            write_vectors(findings, work.folder / FOLDER / f"{self.shard.index:06}")
            add_shard(work.folder, self.shard.index, findings.summaries)

        return keep


@dataclass(frozen=True)
class MergeJob:
    """Merge the summaries below a node of the tree into one."""

    node: TreeNode
    photos: int = 0

    def compute(self, work: Work, step: Callable[[int], None]) -> Callable[[], None]:  # noqa: ARG002
        """Nothing is computed; what is kept is merged."""
        return lambda: merge(work.folder, self.node)


class Schedule:
    """Which jobs can be done now: shards in their order, and each merger as soon as all below it stand.

    Args:
        standing: the nodes that a scan holds, without those that are merged already.
        shards: that are missing.
    """

    def __init__(self, standing: Iterable[TreeNode], shards: Iterator[ShardJob]) -> None:
        self._standing: set[TreeNode] = set()
        self._mergers: deque[MergeJob] = deque()
        self._shards = shards
        for node in standing:
            self._stands(node)

    def next(self) -> Job | None:
        """The next job; None where there is none, or none before others are done."""
        return self._mergers.popleft() if self._mergers else next(self._shards, None)

    def done(self, job: Job) -> None:
        """Take note of a job that is done."""
        self._stands(job.node)

    def _stands(self, node: TreeNode) -> None:
        self._standing.add(node)
        if self._standing.issuperset(node.parent.children):
            self._standing.difference_update(node.parent.children)
            self._mergers.append(MergeJob(node.parent))
