"""Summaries on disk, merged as a tree, so that few and small ones are kept however many photos there are.

A node of level 0 is a shard's; eight neighbours of one level are merged into one of the next and then removed.  The
tree depends on the shards' places alone, never on the order in which they were computed.  A node is a folder with a
file a layer, written whole or not at all; that of a shard in which no photo could be read is empty.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

from convscope.examine.summaries import LayerSummary, merged
from convscope.examine.summaries.storage import read_summary, write_summary
from convscope.files import replacing_folder

FOLDER = "summaries"
FAN = 8


@dataclass(frozen=True, order=True)
class TreeNode:
    """A node: ``FAN ** level`` shards from ``index * FAN ** level`` on."""

    level: int
    index: int

    @property
    def name(self) -> str:
        """Of its folder."""
        return f"{self.level}-{self.index:06}"

    @property
    def shards(self) -> range:
        """The shards whose summaries it holds."""
        return range(self.index * FAN**self.level, (self.index + 1) * FAN**self.level)

    @property
    def parent(self) -> TreeNode:
        """The node that it is merged into."""
        return TreeNode(self.level + 1, self.index // FAN)

    @property
    def children(self) -> tuple[TreeNode, ...]:
        """The nodes that are merged into it; of a shard's node there are none."""
        places = range(self.index * FAN, (self.index + 1) * FAN) if self.level else ()
        return tuple(TreeNode(self.level - 1, place) for place in places)


def nodes_in(folder: Path) -> list[TreeNode]:
    """The nodes of a scan in the order of their shards, without those that are merged already."""
    found = [
        TreeNode(*map(int, path.name.split("-")))
        for path in (folder / FOLDER).glob("*-*")
        if not path.name.startswith(".")
    ]
    known = {*found}
    tops = [node for node in found if not _is_covered(node, known)]
    return sorted(tops, key=lambda node: node.shards.start)


def shards_done(folder: Path) -> set[int]:
    """The shards whose summaries a scan holds."""
    return {shard for node in nodes_in(folder) for shard in node.shards}


def add_shard(folder: Path, shard: int, summaries: Iterable[LayerSummary]) -> None:
    """Keep the summaries of a shard's layers, in the order of the layers.

    Raises:
        OutputError: the folder cannot be written to.
    """
    _write(folder, TreeNode(0, shard), list(summaries))


def remove_leftovers(folder: Path) -> None:
    """Remove what is merged already, and what a process that was killed had begun; only while no other writes."""
    if (folder / FOLDER).is_dir():
        standing = {node.name for node in nodes_in(folder)}
        for path in (folder / FOLDER).iterdir():
            if path.name not in standing:
                shutil.rmtree(path, ignore_errors=True)


def merge(folder: Path, node: TreeNode) -> None:
    """Merge the children of a node, all of which stand, and remove them.

    Raises:
        OutputError: the folder cannot be written to.
    """
    if not (folder / FOLDER / node.name).is_dir():  # else somebody died between the merger and the removal
        layers = max(len(_files(folder, child)) for child in node.children)
        _write(folder, node, [s for n in range(layers) if (s := _merged(folder, node.children, n))])
    for child in node.children:
        shutil.rmtree(folder / FOLDER / child.name, ignore_errors=True)


def read_layer(folder: Path, layer: int) -> LayerSummary | None:
    """The summary of a layer over all shards; None where no photo could be read."""
    return _merged(folder, nodes_in(folder), layer)


def _merged(folder: Path, nodes: Iterable[TreeNode], layer: int) -> LayerSummary | None:
    paths = [folder / FOLDER / node.name / f"{layer:03}.parquet" for node in nodes]
    summaries = (read_summary(path) for path in paths if path.exists())
    first = next(summaries, None)
    return None if first is None else reduce(merged, summaries, first)


def _is_covered(node: TreeNode, known: set[TreeNode]) -> bool:
    above = [node.parent]
    while above[-1].level <= max(one.level for one in known):
        above.append(above[-1].parent)
    return not known.isdisjoint(above)


def _files(folder: Path, node: TreeNode) -> list[Path]:
    return sorted((folder / FOLDER / node.name).glob("*.parquet"))


def _write(folder: Path, node: TreeNode, summaries: list[LayerSummary]) -> None:
    with replacing_folder(folder / FOLDER / node.name) as temporary:
        for place, summary in enumerate(summaries):
            write_summary(summary, temporary / f"{place:03}.parquet")
