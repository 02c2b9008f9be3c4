"""Which layers are computed in a rectangle alone, and from where on whole maps are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

from convscope.graph.forward.folding import FoldedBatchNorm, folded_batch_norms
from convscope.graph.graph import Graph
from convscope.graph.incremental.areas import Area, Window, around
from convscope.graph.node import Node

# From this share of a map on, gathering what surrounds a rectangle costs more than the rest of the map.
SHARE = 0.6


@dataclass(frozen=True)
class WindowStep:
    """A layer of which a rectangle is computed.

    Attributes:
        node: the layer.
        folded: how, where it is a batch norm and its convolution in one.
        sources: what it reads of other rectangles.
        window: how it slides over its source; None where it computes each place from the same places.
        area: the rectangle of the layer.
        reads: the rectangle of its sources that this needs.
        changes: whether the window can reach it at all.
    """

    node: Node
    folded: FoldedBatchNorm | None
    sources: tuple[Node, ...]
    window: Window | None
    area: Area
    reads: Area
    changes: bool = True


@dataclass(frozen=True)
class WindowPlan:
    """How the effect of a changed window of the input is computed.

    Attributes:
        steps: the layers of which a rectangle is computed, in order.
        areas: the rectangle of each, and the window itself for the input.
        ends: those of them that layers which are computed whole read, or that are wanted.
        wanted: what is asked for.
        reach: the rectangle of each wanted layer outside of which nothing changes, where it is known.
    """

    steps: tuple[WindowStep, ...]
    areas: dict[Node, Area]
    ends: tuple[Node, ...]
    wanted: tuple[Node, ...]
    reach: dict[Node, WindowStep]

    @property
    def stride(self) -> tuple[int, int]:
        """Pixels by which the window may be moved so that all rectangles move by whole places."""
        strides = [area.stride for area in self.areas.values()]
        strides += [step.area.stride for step in self.reach.values()]
        return max(s[0] for s in strides), max(s[1] for s in strides)

    @property
    def places(self) -> int:
        """Numbers of the greatest rectangle together with what surrounds it."""
        channels = (prod(s for s in step.node.shape[1:2] if s) * step.area.places for step in self.steps)
        read = (
            prod(s for s in source.shape[1:2] if s) * step.reads.places
            for step in self.steps
            for source in step.sources
        )
        return max([*channels, *read], default=1)


def plan_for(
    graph: Graph,
    wanted: Sequence[Node],
    window: Area,
    *,
    stride: tuple[int, int] | None = None,
    exact: bool = False,
) -> WindowPlan:
    """The plan for one window.

    Args:
        graph: takes (N, C, rows, columns).
        wanted: what is asked for.
        window: the rectangle of the input that changes.
        stride: pixels by which the window will be moved: layers whose places lie further apart are computed
            whole.
        exact: compute convolution and batch norm apart, so that no value depends on what else is asked for.
    """
    needed = graph.ancestors(wanted)
    folded = {} if exact else folded_batch_norms(graph, needed - {graph.input}, frozenset(wanted), ())
    skipped = {fold.convolution for fold in folded.values()}
    live = set(graph.layers)
    areas = {graph.input: window}
    reached: dict[Node, WindowStep | None] = {graph.input: None}
    steps = []
    for node in graph.nodes:
        if node not in needed or node not in live or node in skipped or node is graph.input:
            continue
        step = _step(graph, node, folded.get(node), reached, window)
        if step is None:
            continue
        reached[node] = step
        if areas.keys() >= set(step.sources) and _is_worth_it(step, stride):
            steps.append(step)
            areas[node] = step.area
    readers = {node: [r for r in graph.readers[node] if r in needed] for node in areas}
    ends = [
        node
        for node in areas
        if node in wanted or any(r not in areas and not _is_inside(r, folded, areas) for r in readers[node])
    ]
    reach = {node: step for node, step in reached.items() if step is not None and node in wanted}
    return WindowPlan(tuple(steps), areas, tuple(ends), tuple(wanted), reach)


def _is_inside(convolution: Node, folded: dict[Node, FoldedBatchNorm], areas: dict[Node, Area]) -> bool:
    """Whether a convolution is computed as one with a batch norm that has a rectangle."""
    return any(fold.convolution is convolution and node in areas for node, fold in folded.items())


def _is_worth_it(step: WindowStep, stride: tuple[int, int] | None) -> bool:
    if stride and any(s % own for s, own in zip(stride, step.area.stride, strict=True)):
        return False
    rows, columns = step.node.shape[2:]
    return step.area.places <= SHARE * (rows or 0) * (columns or 0)


def _step(
    graph: Graph,
    node: Node,
    folded: FoldedBatchNorm | None,
    reached: Mapping[Node, WindowStep | None],
    window: Area,
) -> WindowStep | None:
    """How a rectangle of a layer is computed; None where it cannot be."""
    computed = folded.convolution if folded else node
    sources = tuple(source for source in computed.inputs if source not in graph.constants)
    if computed.is_computed_alone or node.is_computed_alone:
        return None
    if not sources or any(len(value.shape) != 4 for value in (node, *sources)):
        return None
    if not reached.keys() >= set(sources):
        return None
    before = [reached[source] for source in sources]
    areas = [window if step is None else step.area for step in before]
    moving = [step is None or step.changes for step in before]
    changes = any(moving)
    if computed.kind.receptive_field == "window":
        if not _slides(computed, sources):
            return None
        slide = Window.of(computed)
        area = slide.reached(areas[0])
        changes = changes and area.places > 0
        # Where no window reads it, one place stands for the unchanged map.
        area = Area(area.first, (max(1, area.size[0]), max(1, area.size[1])), area.stride)
        return WindowStep(node, folded, sources, slide, area, slide.read(area), changes)
    if node.operation == "pad":
        moved = _moved_by_padding(node, areas[0])
        return None if moved is None else WindowStep(node, None, sources, None, moved, areas[0], changes)
    if not (node.kind.is_pointwise or _joins_channels(node)):
        return None
    if any(source.shape[2:] != node.shape[2:] for source in sources):
        return None
    if len({area.stride for area in areas}) > 1 or not _constants_have_no_places(graph, node):
        return None
    area = around([area for area, moves in zip(areas, moving, strict=True) if moves or not changes])
    return WindowStep(node, None, sources, None, area, area, changes)


def _joins_channels(node: Node) -> bool:
    return node.kind.receptive_field == "concatenation" and node.argument("dim") % 4 == 1


def _slides(node: Node, sources: tuple[Node, ...]) -> bool:
    """Whether a window slides over a map alone, and what lies outside of it counts as one number."""
    if node.operation == "conv":
        return sources == (node.argument("input"),)
    if node.argument("ceil_mode"):
        return False
    if node.operation == "max_pool":
        return True
    unpadded = not any(Window.of(node).padding)
    return node.argument("divisor_override") is None and (unpadded or node.argument("count_include_pad"))


def _moved_by_padding(node: Node, area: Area) -> Area | None:
    sides = list(node.argument("pad"))
    constant = "mode" not in node.parameters or node.argument("mode") == "constant"
    if not constant or len(sides) > 4 or min(sides) < 0:
        return None
    left, _, top, _ = [*sides, 0, 0, 0, 0][:4]
    return area.moved((top, left))


def _constants_have_no_places(graph: Graph, node: Node) -> bool:
    constants = [source for source in node.inputs if source in graph.constants]
    return all(all(size == 1 for size in source.shape[-2:]) or len(source.shape) < 2 for source in constants)
