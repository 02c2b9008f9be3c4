"""A method and a metric about the border of photos, where networks see the zeros of their padding."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from pydantic import Field

from convscope.attribution.method import Maps, Options, method
from convscope.attribution.probe import Probe
from convscope.trust.case import Case
from convscope.trust.metric import Score, metric


class BorderOptions(Options):
    """Options of both."""

    width: int = Field(2, ge=1, description="Pixels from the edge that count as border.")


def border(rows: int, columns: int, width: int) -> torch.Tensor:
    """1 in a frame of this width, 0 inside, (rows, columns)."""
    frame = torch.ones(rows, columns)
    frame[width : rows - width, width : columns - width] = 0
    return frame


@method(
    "border-gradient",
    family="gradient",
    source="an example of convscope",
    options=BorderOptions,
    linear=True,
    may_be_zero=True,
)
def border_gradient(probe: Probe, options: BorderOptions) -> Maps:
    """The gradient of the score at the photo's border, 0 inside.

    Formula: M[row, column] = sum over the channels c of dS / dx[c, row, column] in a frame of ``width`` pixels.

    Use: to see how much a network listens to the edge.
    Shapes: values (N, rows, columns).
    Cost: one forward and one backward pass.
    Limits: an example.
    """
    _, _, gradients = probe.gradients(probe.inputs)
    frame = border(*gradients.shape[-2:], options.width).to(gradients)
    return Maps((gradients * frame).sum(1), gradients * frame)


@metric(
    "border-share",
    kind="form",
    better="lower",
    source="an example of convscope",
    options=BorderOptions,
)
def border_share(case: Case, options: BorderOptions) -> Sequence[Score]:
    """Share of a map's magnitudes that lies at the photo's border.

    Range: 0 to 1.
    Cost: none.
    Limits: an example.
    """
    scores = []
    for candidate in case.candidates:
        sizes = case.map(candidate).abs()
        frame = border(*sizes.shape, options.width).to(sizes)
        total = float(sizes.sum())
        scores.append(Score(float((sizes * frame).sum()) / total if total else None))
    return scores
