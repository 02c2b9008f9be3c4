"""Learning curves: loss and accuracy by epoch, of one run or of several side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PIL import Image

from convscope.learn.epochs import best_epoch, overfitting_since
from convscope.learn.run import CURVES, Run
from convscope.render import save_picture
from convscope.render.axes import figure_picture

_TRAIN, _VAL, _BEST = "#2f6db3", "#d1603d", "#444444"
_DOTS_PER_INCH = 110


def draw_curves(run: Run) -> Image.Image:
    """Loss and accuracy of training and validation by epoch; the kept epoch, and where overfitting begins.

    Args:
        run: with at least one epoch.
    """
    rows = run.metrics()
    figure, (loss, accuracy) = _figure()
    epochs = [row["epoch"] for row in rows]
    best = run.result.get("best") or best_epoch(rows, run.figures)
    for axes, name, factor in ((loss, "loss", 1), (accuracy, "accuracy", 100)):
        for part, colour in (("train", _TRAIN), ("val", _VAL)):
            values = [factor * row[f"{part}_{name}"] for row in rows]
            axes.plot(
                epochs,
                values,
                color=colour,
                label="training" if part == "train" else "validation",
                marker="o" if len(rows) < 12 else None,
                markersize=4,
            )
        axes.axvline(best["epoch"], color=_BEST, linestyle=":", linewidth=1)
        since = overfitting_since(rows)
        if since is not None:
            axes.axvspan(since, epochs[-1], color=_VAL, alpha=0.08, label="overfitting")
        axes.legend(frameon=False)
    loss.set_title(f"{run.name}: loss")
    accuracy.set_title(f"accuracy, {100 * best['val_accuracy']:.2f} % in the kept epoch {best['epoch']:.0f}")
    return figure_picture(figure, _DOTS_PER_INCH)


def draw_comparison(runs: Sequence[Run]) -> Image.Image:
    """Validation loss and accuracy by epoch of several runs, each with at least one epoch."""
    figure, (loss, accuracy) = _figure()
    for run in runs:
        rows = run.metrics()
        epochs = [row["epoch"] for row in rows]
        loss.plot(epochs, [row["val_loss"] for row in rows], label=run.name)
        label = f"{run.name}: {100 * best_epoch(rows, run.figures)['val_accuracy']:.2f} %"
        accuracy.plot(epochs, [100 * row["val_accuracy"] for row in rows], label=label)
    loss.set_title("validation loss")
    accuracy.set_title("validation accuracy")
    for axes in (loss, accuracy):
        axes.legend(frameon=False)
    return figure_picture(figure, _DOTS_PER_INCH)


def _figure() -> tuple[Any, Any]:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    figure = Figure(figsize=(10, 3.8), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots(1, 2)
    for one, unit in zip(axes, ("cross-entropy", "%"), strict=True):
        one.set_xlabel("epoch")
        one.set_ylabel(unit)
        one.xaxis.set_major_locator(MaxNLocator(integer=True))
        one.spines[["top", "right"]].set_visible(False)
        one.grid(alpha=0.2)
    return figure, axes


def keep_curves(run: Run) -> None:
    """Draw ``curves.png`` into a run's folder, if there is an epoch to draw."""
    if run.metrics():
        save_picture(draw_curves(run), run.folder / CURVES)
