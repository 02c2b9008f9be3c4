"""What a list of runs tells of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from convscope.learn.epochs import best_epoch
from convscope.learn.run import Run
from convscope.learn.run_folders import BrokenRun, all_runs
from convscope.network.task import Figure
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import facts, table


@dataclass(frozen=True, repr=False)
class RunSummary(Displayed):
    """A run at a glance; what a broken one does not tell is None.

    Attributes:
        run: its name.
        folder: where it is.
        network: the architecture.
        data: place of the data set.
        epochs: how many it has.
        figure: by which its epochs are judged, such as accuracy.
        reached: that of the best epoch, in validation.
        val_loss: of the best epoch.
        state: ``done``, ``unfinished`` or ``broken: FILE``.
        started: date and time.
    """

    run: str
    folder: Path
    network: str | None = None
    data: str | None = None
    epochs: int | None = None
    figure: Figure | None = None
    reached: float | None = None
    val_loss: float | None = None
    state: str = "unfinished"
    started: str | None = None

    def document(self) -> dict[str, Any]:
        """The summary in plain values."""
        plain = {**asdict(self), "folder": str(self.folder)}
        plain["figure"] = self.figure.name if self.figure else None
        reached = plain.pop("reached")
        return plain | ({f"val_{self.figure.name}": reached} if self.figure else {})

    @property
    def told(self) -> str:
        """The figure that it reached, with its name; empty where there is none yet."""
        if self.figure is None or self.reached is None:
            return ""
        return f"{self.figure.name} {self.figure.told(self.reached)}"

    def _line(self) -> str:
        reached = f", {self.told}" if self.told else ""
        return f"{self.run}: {self.network or 'network unknown'}{reached}, {self.state}"

    def _fragments(self) -> Sequence[str]:
        return [facts({name: value for name, value in self.document().items() if name != "run"})]


class RunList(Displayed, list[RunSummary]):
    """Runs, the oldest first: a list that shows itself in a notebook."""

    def _line(self) -> str:
        return f"{len(self)} run{'' if len(self) == 1 else 's'}"

    def _fragments(self) -> Sequence[str]:
        rows = [
            (
                one.run,
                one.network,
                one.data,
                one.epochs,
                one.told,
                one.val_loss,
                one.state,
                one.started,
            )
            for one in self
        ]
        return [table(_COLUMNS, rows)]


_COLUMNS = ("run", "network", "data", "epochs", "validation", "loss", "state", "started")


def runs(names: Sequence[str] = ()) -> RunList:
    """List trained runs, the oldest first.

    Args:
        names: of runs, or their folders; by default all of the runs' folder, broken ones last.

    Raises:
        RunError: there is no run of a name, or it is broken.
    """
    whole, broken = ([Run.open(name) for name in names], []) if names else all_runs()
    return RunList([*map(_summary, whole), *map(_broken, broken)])


def _summary(run: Run) -> RunSummary:
    metrics = run.metrics()
    best = best_epoch(metrics, run.figures) if metrics else None
    return RunSummary(
        run=run.name,
        folder=run.folder,
        network=run.network_description.architecture,
        data=run.settings["data"]["place"],
        epochs=len(metrics),
        figure=run.figures[0],
        reached=best[f"val_{run.figures[0].name}"] if best else None,
        val_loss=best["val_loss"] if best else None,
        state="done" if run.result else "unfinished",
        started=run.settings["started"],
    )


def _broken(run: BrokenRun) -> RunSummary:
    return RunSummary(run.folder.name, run.folder, state=f"broken: {run.broken}")
