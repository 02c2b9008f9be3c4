"""A photo and a network edited: what changes by it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
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
        before: of the photo and network as they were; None where it was not said, as a class that won no place.
        after: of the edited ones; None where it is not said any more.
    """

    before: Prediction | None
    after: Prediction | None

    @property
    def said(self) -> Prediction:
        """What is said after, else before."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def amounts(self) -> tuple[str, str]:
        """Before and after, for people to read."""
        before, after = ("-" if one is None else one.amount for one in (self.before, self.after))
        return before, after

    def document(self) -> dict[str, Any]:
        """The change in plain values."""
        both = (self.before, self.after)
        return {
            "index": self.said.index,
            "label": self.said.label,
            "probability": [None if one is None else one.probability for one in both],
            "value": [None if one is None else one.value for one in both],
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
        before, after = self._predicted(top)
        shown = dict.fromkeys([*after, *before])
        if before.keys() != after.keys():
            before, after = self._predicted(max(top, len(self.network.task.labels)))
        return tuple(Change(before.get(index), after.get(index)) for index in shown)

    def _predicted(self, top: int) -> Iterator[dict[int, Prediction]]:
        """So many predictions by their indices, before and after; of several of one index the most important."""
        task = self.network.task
        for run in (self.before, self.after):
            scores = task.scores(run.graph)
            found = task.predictions(run.values([scores])[scores], top=top)[0]
            best: dict[int, Prediction] = {}
            for one in found:
                best.setdefault(one.index, one)
            yield best

    def _line(self) -> str:
        count = len(self.edits.each)
        said = [f"{one.said.label.partition(',')[0]} {one.amounts[1]}" for one in self.changes(1)[:1]]
        return f"{count} edit{'s' * (count != 1)}: {(said or ['nothing'])[0]}"

    def _fragments(self) -> Sequence[str]:
        rows = [(one.said.label, *one.amounts) for one in self.changes()]
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
