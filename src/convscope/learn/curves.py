"""Learning curves: loss and the task's figure by epoch, of one run or of several side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PIL import Image

from convscope.errors import RunError
from convscope.learn.epochs import best_epoch, overfitting_since
from convscope.learn.run import CURVES, Run
from convscope.network.task import Figure
from convscope.render import save_picture
from convscope.render.axes import figure_picture

_TRAIN, _VAL, _BEST = "#2f6db3", "#d1603d", "#444444"
_DOTS_PER_INCH = 110


def draw_curves(run: Run) -> Image.Image:
    """Loss and figure of training and validation by epoch; the kept epoch, and where overfitting begins.

    Args:
        run: with at least one epoch.
    """
    rows = run.metrics()
    judged = run.figures[0]
    figure, panels = _figure(judged)
    epochs = [row["epoch"] for row in rows]
    best = run.result.get("best") or best_epoch(rows, run.figures)
    # Where the loss itself is the figure, there is one panel.
    shown = (("loss", 1.0), (judged.name, _factor(judged)))
    for axes, (name, factor) in zip(panels, shown, strict=False):
        for part, colour in (("train", _TRAIN), ("val", _VAL)):
            if f"{part}_{name}" not in rows[0]:
                continue
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
        since = overfitting_since(rows) if run.network_description.is_told_by_loss else None
        if since is not None:
            axes.axvspan(since, epochs[-1], color=_VAL, alpha=0.08, label="overfitting")
        axes.legend(frameon=False)
    panels[0].set_title(f"{run.name}: loss")
    reached = _amount(judged, best[f"val_{judged.name}"])
    for other in panels[1:]:
        other.set_title(f"{judged.name}, {reached} in the kept epoch {best['epoch']:.0f}")
    return figure_picture(figure, _DOTS_PER_INCH)


def draw_comparison(runs: Sequence[Run]) -> Image.Image:
    """Validation loss and figure by epoch of several runs of one task, each with at least one epoch.

    Raises:
        RunError: they are judged by different figures.
    """
    judged = runs[0].figures[0]
    for run in runs:
        if run.figures[0] != judged:
            raise RunError(
                f"{runs[0].name} is judged by its {judged.name}, and {run.name} by its {run.figures[0].name}.",
                "Compare runs of one task.",
            )
    figure, panels = _figure(judged)
    for run in runs:
        rows = run.metrics()
        epochs = [row["epoch"] for row in rows]
        panels[0].plot(epochs, [row["val_loss"] for row in rows], label=run.name)
        values = [row[f"val_{judged.name}"] for row in rows]
        label = f"{run.name}: {_amount(judged, best_epoch(rows, run.figures)[f'val_{judged.name}'])}"
        for other in panels[1:]:
            other.plot(epochs, [_factor(judged) * value for value in values], label=label)
    for axes, name in zip(panels, ("loss", judged.name), strict=False):
        axes.set_title(f"validation {name}")
        axes.legend(frameon=False)
    return figure_picture(figure, _DOTS_PER_INCH)


def _factor(judged: Figure) -> float:
    """Shares are drawn in per cent."""
    return 100.0 if judged.unit == "%" else 1.0


def _amount(judged: Figure, value: float) -> str:
    return f"{_factor(judged) * value:.2f} {judged.unit}".rstrip()


def _figure(judged: Figure) -> tuple[Any, list[Any]]:
    """A drawing with panels for the loss and, where that is another one, the figure."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Drawing
    from matplotlib.ticker import MaxNLocator

    units = ("loss",) if judged.name == "loss" else ("loss", judged.unit)
    figure = Drawing(figsize=(5 * len(units), 3.8), layout="constrained")
    FigureCanvasAgg(figure)
    axes = list(figure.subplots(1, len(units), squeeze=False)[0])
    for one, unit in zip(axes, units, strict=True):
        one.set_xlabel("epoch")
        one.set_ylabel(unit)
        one.xaxis.set_major_locator(MaxNLocator(integer=True))
        one.spines[["top", "right"]].set_visible(False)
        one.grid(alpha=0.2)
    return figure, axes


def keep_curves(run: Run) -> None:
    """Draw ``curves.png`` into a run's folder, if there is an epoch to draw."""
    if run.metrics():
        save_picture(draw_curves(run), run.folder / CURVES, {"made": "runs"})
