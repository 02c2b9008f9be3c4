"""A photo and a network edited: what changes by it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from torch import Tensor

from convscope.graph import Node
from convscope.graph.runs import ChangedRun, FirstRun, PaintedRun, Run
from convscope.images import Photo, PhotoSource
from convscope.network.edits.changing import changed_graph, of_changed_graph
from convscope.network.edits.painting import changed_area, painted
from convscope.network.edits.reading import Edits, read_edits
from convscope.network.feature_maps import FeatureMaps
from convscope.network.network import Network
from convscope.network.task import Prediction
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import table


@dataclass(frozen=True)
class Change:
    """One thing that the network says, before and after.

    Attributes:
        before: of the photo and network as they were.
        after: of the edited ones.
    """

    before: Prediction
    after: Prediction

    def document(self) -> dict[str, Any]:
        """The change in plain values."""
        before, after = self.before, self.after
        return {
            "index": after.index,
            "label": after.label,
            "probability": [before.probability, after.probability],
            "value": [before.value, after.value],
        }


@dataclass(frozen=True, eq=False, repr=False)
class Edited(Displayed):
    """A photo and a network with edits; the network's module and the photo's file are as before.

    Attributes:
        edits: that were done.
        network: the edited network, which can be asked everything that a network can be asked.
        photo: (C, ...) the edited photo as the network takes it.
        before: the run of the photo and the network without the edits.
        after: the run with them, which computes only what they reach.
    """

    edits: Edits
    network: Network
    photo: Tensor
    before: Run
    after: Run

    def activations(self, addresses: Sequence[str]) -> FeatureMaps:
        """Values of layers (C, ...) with the edits."""
        return _maps(self.after, addresses)

    def activations_before(self, addresses: Sequence[str]) -> FeatureMaps:
        """Values of layers (C, ...) without them."""
        return _maps(self.before, addresses)

    def computed(self, address: str) -> Tensor:
        """Values (C, ...) of a layer with the edits, computed in one go with what the network says."""
        graph = self.after.graph
        layer = graph.find_layer(address)
        return self.after.values([self.network.task.scores(graph), layer])[layer][0]

    def changes(self, top: int = 5) -> tuple[Change, ...]:
        """What the network says with the edits, the most important first, then what it said before and no more.

        Args:
            top: how many of each.
        """
        before, after = ({one.index: one for one in found} for found in self._predictions)
        shown = dict.fromkeys([*list(after)[:top], *list(before)[:top]])
        return tuple(Change(before[index], after[index]) for index in shown)

    @cached_property
    def _predictions(self) -> tuple[list[Prediction], list[Prediction]]:
        """All of them, before and after."""
        task = self.network.task
        count = max(1, len(task.labels))
        before, after = (
            task.predictions(run.values([node])[node], top=count)[0]
            for run in (self.before, self.after)
            for node in [task.scores(run.graph)]
        )
        return before, after

    def _line(self) -> str:
        count = len(self.edits.each)
        (first, *_) = self.changes(1)
        return f"{count} edit{'s' * (count != 1)}: {first.after.label.partition(',')[0]} {first.after.amount}"

    def _fragments(self) -> Sequence[str]:
        rows = [(one.after.label, one.before.amount, one.after.amount) for one in self.changes()]
        return [table(("prediction", "before", "after"), rows)]


def edit(network: Network, source: PhotoSource | Photo, edits: str | Iterable[str] | Edits) -> Edited:
    """Edit a photo and a network, and see what changes; the module is never changed.

    Only what depends on an edit is computed: with weights and layers edited, to the bit what the changed module
    computes; with pixels, of each layer the rectangle that they reach.

    Args:
        network: from `convscope.open_network` or `convscope.Network`.
        source: a photo, or a tensor as the network takes it.
        edits: a text, or several: ``pixel@10,12=#ff0000`` paints a pixel, ``pixel@10,12>30,40*5=#ff0000`` a stroke
            of a brush five pixels wide; ``blocks.4:12=0`` switches a channel off, ``blocks.4:12@7,7=1.5`` holds one
            number; ``conv_stem.weight[3,0,1,1]=0.5`` changes a weight.  ``;`` stands between several.

    Raises:
        AddressError: the network has no such layer, channel, place or tensor.
        EditError: an edit cannot be read, or paints beside the photo.
        ImageError: the photo cannot be read.
    """
    inputs = network.prepare(source)
    return edited(network, FirstRun(network.graph(inputs.shape[1:]), inputs), read_edits(edits))


def edited(network: Network, first: FirstRun, edits: Edits) -> Edited:
    """What changes by edits of a network and of the photo of its first run; see `edit`."""
    after: Run = first
    if (of_network := edits.of_network).each:
        changed = changed_graph(first.graph, of_network)
        after = ChangedRun(changed.graph, first, changed.own, changed.changes)
    inputs = first.inputs[0]
    photo = painted(network, inputs, edits.of_photo)
    if (area := changed_area(inputs, photo)) is not None:
        after = PaintedRun(after.graph, after, photo[None], area)
    changed_one = of_changed_graph(network, of_network, after.graph, tuple(inputs.shape))
    return Edited(edits, changed_one, photo, first, after)


def _maps(run: Run, addresses: Sequence[str]) -> FeatureMaps:
    nodes: dict[str, Node] = {address: run.graph.find_layer(address) for address in addresses}
    values = run.values(nodes.values())
    return FeatureMaps({address: values[node][0] for address, node in nodes.items()})
