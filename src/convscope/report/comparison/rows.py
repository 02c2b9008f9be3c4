"""The rows of a comparison, from what was judged photo by photo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean

import numpy as np

from convscope.explanation.request import Request
from convscope.report.comparison.beaten import is_as_good
from convscope.report.comparison.comparison import Row
from convscope.report.comparison.controls import CONTROLS
from convscope.report.comparison.judging import JudgedPhoto
from convscope.report.comparison.ranking import estimates, leaders, ranked
from convscope.report.comparison.ties import ties


def rows_of(request: Request, judged: Sequence[JudgedPhoto]) -> tuple[Row, ...]:
    """The methods, best mean rank first, then the controls."""
    methods, metrics, seed = request.methods, request.metrics, request.seed
    names = [*(method.name for method in methods), *CONTROLS]
    values = np.full((len(judged), len(names), len(metrics)), np.nan)
    for photo, each in enumerate(judged):
        for column, metric in enumerate(metrics):
            for place, score in enumerate(each.scores[metric.name]):
                values[photo, place, column] = np.nan if score.value is None else score.value
    found = estimates(values, seed=seed)
    higher = [metric.better == "higher" for metric in metrics]
    own = values[:, : len(methods)].copy()
    together = ties([each.equal for each in judged])
    for group in together:
        # Equal maps have equal scores: what parts them is rounding, which a rank would blow up.
        own[:, group] = own[:, group[:1]]
    equals = {place: tuple(names[one] for one in group) for group in together for place in group}
    rank = ranked(own, higher)
    group_of = {place: number for number, group in enumerate(together) for place in group}
    once = [group_of[place] for place in range(len(methods))]  # methods of equal maps are compared once
    lead, p = (found[once] for found in leaders(own[:, [group[0] for group in together]], higher, seed=seed))
    rows = []
    for place, name in enumerate(names):
        means = zip(metrics, found[place], strict=True)
        row = Row(
            name=name,
            method=None,
            scores={m.name: tuple(each.scores[m.name][place] for each in judged) for m in metrics},
            estimates={metric.name: mean for metric, mean in means if not np.isnan(mean.value)},
            equals=equals.get(place, ()),
            leads=frozenset(),
            p_values={},
            rank=None,
            seconds=0.0,
            passes=0.0,
            shown=(),
        )
        if place < len(methods):
            row = replace(
                row,
                method=methods[place],
                leads=frozenset(m.name for m, leads in zip(metrics, lead[place], strict=True) if leads),
                p_values={}
                if len(judged) == 1
                else {m.name: float(of) for m, of in zip(metrics, p[place], strict=True) if not np.isnan(of)},
                rank=rank[place],
                seconds=fmean(each.costs[place].seconds for each in judged),
                passes=fmean(each.costs[place].passes for each in judged),
                shown=tuple(each.maps[place] for each in judged if each.maps),
            )
        rows.append(row)
    controls = rows[len(methods) :]
    beaten = [
        {metric.name for metric in metrics for control in controls if is_as_good(control, row, metric)}
        for row in rows
    ]
    rows = [replace(row, leads=row.leads - by) for row, by in zip(rows, beaten, strict=True)]
    compared = [rows[place] for group in together for place in group]
    compared.sort(key=lambda row: row.rank or 0)
    return (*compared, *(row for row in rows if row.rank is None))
