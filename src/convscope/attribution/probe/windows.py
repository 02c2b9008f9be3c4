"""Photos with a covered window: only units whose receptive field holds the window are computed."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from convscope.attribution.probe.probe import Probe
from convscope.graph.engine import Engine, engine_for
from convscope.graph.forward.chunks import in_chunks
from convscope.graph.incremental import Area, LocalRun, WindowPlan, windows_at_a_time, windows_by_plan
from convscope.graph.incremental.rectangles import Positions, cut_out


@torch.no_grad()
def falls_of_windows(probe: Probe, row: int, windows: Sequence[Area], cover: Tensor) -> Tensor:
    """How much a photo's objective falls (M,) when one of M windows is covered.

    Exactly zero for windows outside the receptive field of all units that the objective reads.

    Args:
        probe: asks about the photo.
        row: which of its photos.
        windows: rectangles of the photo.
        cover: (C, rows, columns) what stands in the windows.
    """
    graph, reads = probe.graph, probe.targets[row].reads
    groups = windows_by_plan(graph, reads, windows)
    first = LocalRun.of(graph, probe.inputs[row : row + 1], [plan for plan, _ in groups])
    cover = cover[None].to(probe.inputs)
    falls = probe.inputs.new_zeros(len(windows))
    places = torch.tensor([window.first for window in windows])
    probe.passes.count(torch.full((len(windows) + 1,), row))
    for plan, members in groups:
        area = plan.areas[graph.input]
        shifts = places[members] - torch.tensor(area.first)
        # The photo's own score is computed as theirs are, so that rounding is no fall.
        engine = None if plan.reach else engine_for(graph, plan.ends, reads, len(windows))
        ends = {end: first.values[end] for end in plan.ends}
        own = first.values if engine is None else engine(ends)
        whole = probe.score(own, torch.tensor([row]))

        def run(
            part: slice,
            plan: WindowPlan = plan,
            area: Area = area,
            shifts: Tensor = shifts,
            engine: Engine | None = engine,
        ) -> Tensor:
            probe.progress.check()
            patches = cut_out(cover, Positions.of(area, shifts[part]), 0)
            values = first.changed(plan, patches, shifts[part], engine)
            return probe.score(values, torch.full((len(patches),), row))

        at_once = windows_at_a_time(graph, plan, probe.budget)
        found = torch.cat(in_chunks(run, len(members), at_once))
        falls[members] = (whole - found).to(falls)  # a head may compute in another precision than the rest
    return falls
