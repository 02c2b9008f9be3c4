"""Plots of a detector's evaluation."""

from __future__ import annotations

from collections.abc import Sequence

from convscope.detection.curves import PrecisionRecall
from convscope.evaluation import Reliability
from convscope.language import localised
from convscope.report.evaluation.plotting import DASHES, LINE, TONES, cut, square, styled, svg


@styled
def detection_curves_plot(curves: Sequence[PrecisionRecall], labels: Sequence[str], score: float) -> str:
    """Precision over recall of at most `SHOWN` classes; a dot where detections of the score and more are shown."""
    figure, axes = square("recall", "precision")
    for drawn, label, tone, dashes in zip(curves, labels, TONES, DASHES, strict=False):
        axes.plot(
            drawn.recalls,
            drawn.precisions,
            color=tone,
            linestyle=dashes,
            label=f"{cut(label)} ({localised(f'{drawn.average_precision:.3f}')})",
        )
        precision, recall = drawn.at(score)
        axes.plot([recall], [precision], "o", color=tone, markersize=6, clip_on=False)
    axes.legend(loc="lower left", title="average precision", alignment="left")
    return svg(figure, "Precision-recall curves")


@styled
def score_plot(reliability: Reliability) -> str:
    """The share of detections that are right over their scores; a dot's area is its share of the detections."""
    figure, axes = square("score", "share that is right")
    axes.plot([0, 1], [0, 1], color=LINE, linewidth=1)
    shown = reliability.counts > 0
    axes.scatter(
        reliability.confidence[shown],
        reliability.accuracy[shown],
        s=14 + 220 * reliability.counts[shown] / reliability.counts.sum(),
        color=TONES[0],
        alpha=0.85,
        clip_on=False,
    )
    return svg(figure, "Reliability diagram")
