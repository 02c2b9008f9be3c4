"""Finding branches, skip connections and repetitions in a network.

A box through which all information passes is a *cut*: every connection that starts at or before it and ends
behind it starts at it.  Between two cuts the boxes fall into branches, the parts that are not connected with one
another, and a connection from the first cut straight to the second is a branch that computes nothing.  Each branch
is taken apart in the same way.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from convscope.graph.graph import Graph
from convscope.graph.shapes.channel_axes import channel_axes
from convscope.graph.shapes.layer_table import layer_table
from convscope.render.diagram.grouping import Group, groups, is_layer
from convscope.render.diagram.naming import box
from convscope.render.diagram.parts import Box, Parallel, Part, Repeat, Sequence, Tangle, parameters, result

Boxes = Mapping[Group, Box]


def structure(graph: Graph) -> Sequence:
    """The network as a sequence of boxes, branches and repetitions, the input first."""
    counts = {layer.address: layer.parameters for layer in layer_table(graph)}
    all_groups = groups(graph)
    axes = channel_axes(graph)
    made = {group: box(group, counts, axes) for group in all_groups}
    return Sequence((made[all_groups[0]], *_take_apart(all_groups[1:], all_groups[0], made)))


def _take_apart(members: list[Group], start: Group, made: Boxes) -> tuple[Part, ...]:
    """The parts that lead from ``start`` through the members, which end in one box."""
    parts: list[Part] = []
    before: list[Group] = []
    for cut in _cuts(members, start):
        inner = [group for group in members if group not in before][: members.index(cut) - len(before)]
        parts.append(_between(inner, start, cut, made))
        before += [*inner, cut]
        start = cut
    return _folded(parts)


def _cuts(members: list[Group], start: Group) -> list[Group]:
    last_reader = {start: -1}
    for index, group in enumerate(members):
        for read in group.reads:
            last_reader[read] = index
    cuts, open_until = [], last_reader[start]
    for index, group in enumerate(members):
        if open_until <= index:
            cuts.append(group)
        open_until = max(open_until, last_reader.get(group, index))
    return cuts


def _between(inner: list[Group], start: Group, end: Group, made: Boxes) -> Part:
    if not inner:
        return made[end]
    if not any(is_layer(node) for group in inner for node in group.nodes):
        return _arithmetic(inner, end, made)
    components = _components(inner)
    if len(components) == 1 and start not in end.reads:
        return _tangle(inner, end, made)
    branches = []
    for component in components:
        ends = [group for group in component if group in end.reads]
        entered = {read for group in component for read in group.reads} <= {start, *component}
        if len(ends) != 1 or ends[0] is not component[-1] or not entered:
            return _tangle(inner, end, made)
        branches.append(Sequence(_take_apart(component, start, made)))
    if start in end.reads:
        branches.append(Sequence(()))
    return Parallel(tuple(branches), made[end])


def _components(inner: list[Group]) -> list[list[Group]]:
    """Groups that are connected with one another, in the order of evaluation."""
    owner = {group: {group} for group in inner}
    for group in inner:
        for read in group.reads:
            if read in owner and owner[read] is not owner[group]:
                joined = owner[read] | owner[group]
                owner.update(dict.fromkeys(joined, joined))
    distinct = {id(component): component for component in owner.values()}
    return [[group for group in inner if group in component] for component in distinct.values()]


def _arithmetic(inner: list[Group], end: Group, made: Boxes) -> Box:
    """Operations without a layer, such as a rescaling of the colours, as one box."""
    whole = made[end]
    return Box(
        "other",
        "arithmetic",
        whole.detail,
        whole.shape,
        whole.address,
        sum(made[g].parameters for g in (*inner, end)),
    )


def _tangle(inner: list[Group], end: Group, made: Boxes) -> Tangle:
    """Boxes in a row, folded where they repeat except for the number of input channels."""
    row = [made[group] for group in inner]
    looks = [(one.kind, one.title, one.detail) for one in row]
    period = next(
        (n for n in range(1, len(row)) if len(row) % n == 0 and looks == looks[:n] * (len(row) // n)),
        len(row),
    )
    counts = [sum(one.parameters for one in row[place::period]) for place in range(period)]
    unit = tuple(
        Box(one.kind, one.title, one.detail, one.shape, one.address, count)
        for one, count in zip(row, counts, strict=False)
    )
    return Tangle(unit, len(row) // period, made[end], row[-1].address)


def _folded(parts: list[Part]) -> tuple[Part, ...]:
    """Fold equal blocks in a row into one with a count; single boxes stay, since each is a layer worth showing."""
    folded: list[Part] = []
    for first, run in groupby(parts):
        same = list(run)
        if len(same) > 1 and not isinstance(first, Box):
            total = sum(parameters(part) for part in same)
            folded.append(Repeat(first, len(same), result(same[-1]).address, total))
        else:
            folded += same
    return tuple(folded)
