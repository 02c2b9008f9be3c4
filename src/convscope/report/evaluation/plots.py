"""Plots of a classifier's evaluation."""

from __future__ import annotations

from collections.abc import Sequence

from convscope.evaluation import Curves, Reliability
from convscope.language import localised
from convscope.report.evaluation.plotting import DASHES, LINE, SHOWN, TONES, cut, square, styled, svg


@styled
def roc_plot(curves: Sequence[Curves], labels: Sequence[str]) -> str:
    """ROC curves of at most `SHOWN` classes."""
    figure, axes = square("false positive rate", "true positive rate")
    axes.plot([0, 1], [0, 1], color=LINE, linewidth=1)
    for place, (drawn, label) in enumerate(zip(curves[:SHOWN], labels, strict=False)):
        axes.plot(
            drawn.false_positive_rate,
            drawn.true_positive_rate,
            color=TONES[place],
            linestyle=DASHES[place],
            label=f"{cut(label)} ({localised(f'{drawn.roc_auc:.3f}')})",
        )
    axes.legend(loc="lower right", title="area under the curve", alignment="left")
    return svg(figure, "ROC curves")


@styled
def precision_recall_plot(curves: Sequence[Curves], labels: Sequence[str]) -> str:
    """Precision-recall curves of at most `SHOWN` classes."""
    figure, axes = square("recall", "precision")
    for place, (drawn, label) in enumerate(zip(curves[:SHOWN], labels, strict=False)):
        axes.plot(
            drawn.recall,
            drawn.precision,
            color=TONES[place],
            linestyle=DASHES[place],
            drawstyle="steps-post",
            label=f"{cut(label)} ({localised(f'{drawn.average_precision:.3f}')})",
        )
    axes.legend(loc="lower left", title="average precision", alignment="left")
    return svg(figure, "Precision-recall curves")


@styled
def reliability_plot(said: Reliability, scaled: Reliability) -> str:
    """Accuracy over confidence, as said and after temperature scaling; a dot's area is its share of the photos."""
    figure, axes = square("confidence", "accuracy")
    axes.plot([0, 1], [0, 1], color=LINE, linewidth=1)
    for diagram, colour, filled, label in (
        (said, TONES[0], True, "as the network says it"),
        (scaled, TONES[1], False, "after temperature scaling"),
    ):
        shown = diagram.counts > 0
        axes.scatter(
            diagram.confidence[shown],
            diagram.accuracy[shown],
            s=14 + 220 * diagram.counts[shown] / diagram.counts.sum(),
            facecolors=colour if filled else "none",
            edgecolors=colour,
            linewidths=1.5,
            alpha=0.85,
            clip_on=False,
            label=label,
        )
    legend = figure.legend(loc="outside lower center", ncols=2)
    for handle in legend.legend_handles:
        handle.set_sizes([40])  # type: ignore[union-attr]
    return svg(figure, "Reliability diagram")
