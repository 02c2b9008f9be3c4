"""The command and its options, whose meanings are those of `convscope.learn.options.TrainingOptions`."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers, fail
from convscope.cli.options import DEFAULT_NETWORK, Device, NetworkName, RunCode, Seed
from convscope.errors import DataError, RunError, TrainingError
from convscope.learn.options import TrainingOptions

if TYPE_CHECKING:
    from rich.console import Console

    from convscope.learn.run import Run
    from convscope.learn.watch import Watcher


def _of(field: str) -> Any:
    """An option that means what a field of the training's options means."""
    return typer.Option(help=TrainingOptions.model_fields[field].description)


@answers
def train(
    data: Annotated[
        str | None,
        typer.Argument(metavar="[DATA]", help="The data set, see convscope data; not with --resume."),
    ] = None,
    network: NetworkName = DEFAULT_NETWORK,
    weights: Annotated[
        str | None,
        typer.Option(
            help="To start from: random, default or a checkpoint; by default those of efficientnet-lite0 and of "
            "run:NAME, and random ones for all other networks."
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="Of the run; by default that of the data and a number.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="The run's folder; by default runs/NAME.")] = None,
    resume: Annotated[
        str | None, typer.Option(metavar="RUN", help="Go on with a run that was stopped or killed.")
    ] = None,
    epochs: Annotated[int | None, _of("epochs")] = None,
    fine_tune: Annotated[int, _of("fine_tune")] = 0,
    batch_size: Annotated[int, _of("batch_size")] = 64,
    optimizer: Annotated[str, _of("optimizer")] = "adamw",
    rate: Annotated[str | None, _of("rate")] = None,
    schedule: Annotated[str, _of("schedule")] = "one-cycle",
    weight_decay: Annotated[float | None, _of("weight_decay")] = None,
    dropout: Annotated[float | None, _of("dropout")] = None,
    label_smoothing: Annotated[float, _of("label_smoothing")] = 0.0,
    class_weights: Annotated[bool, typer.Option("--class-weights", help=_of("class_weights").help)] = False,
    patience: Annotated[int | None, _of("patience")] = None,
    clip: Annotated[float | None, _of("clip")] = None,
    ema: Annotated[float | None, _of("ema")] = None,
    precision: Annotated[str, _of("precision")] = "auto",
    augment: Annotated[str | None, _of("augment")] = None,
    size: Annotated[int | None, _of("size")] = None,
    unfreeze_every: Annotated[int, _of("unfreeze_every")] = 0,
    depth_decay: Annotated[float, _of("depth_decay")] = 0.8,
    workers: Annotated[int, _of("workers")] = 0,
    snapshots: Annotated[
        str | None,
        typer.Option(metavar="EPOCH,...", help=TrainingOptions.model_fields["snapshots"].description),
    ] = None,
    checkpoint_seconds: Annotated[float, _of("checkpoint_seconds")] = 30.0,
    val_share: Annotated[
        float, typer.Option(help="Share of each class for validation, where the data are not divided.")
    ] = 0.2,
    unreadable: Annotated[str, typer.Option(help="Files that cannot be read: skip or fatal.")] = "skip",
    devices: Annotated[
        int,
        typer.Option(help="Processes on this machine, each with its device or its share of the processor."),
    ] = 1,
    nodes: Annotated[int, typer.Option(help="Machines; start the same command by torchrun on each.")] = 1,
    device: Device = "cpu",
    seed: Seed = 0,
    run_code: RunCode = False,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Train a network on your own pictures: from scratch, or a trained one's head and then the whole."""
    if (data is None) == (resume is None):
        raise TrainingError(
            "Training takes a data set, or a run to go on with.",
            "Write `convscope train DATA` or --resume RUN.",
        )
    if unreadable not in ("skip", "fatal"):
        raise DataError(
            f"Unreadable files are skipped or fatal, but {unreadable!r} came.", "Write skip or fatal."
        )
    options = _options(
        epochs=epochs,
        fine_tune=fine_tune,
        batch_size=batch_size,
        optimizer=optimizer,
        rate=_rate(rate),
        schedule=schedule,
        weight_decay=weight_decay,
        dropout=dropout,
        label_smoothing=label_smoothing,
        class_weights=class_weights,
        patience=patience,
        clip=clip,
        ema=ema,
        precision=precision,
        augment=augment,
        size=size,
        unfreeze_every=unfreeze_every,
        depth_decay=depth_decay,
        workers=workers,
        snapshots=_epochs(snapshots),
        checkpoint_seconds=checkpoint_seconds,
    )
    from convscope.cli.train.launching import is_first, launched, needs_launch
    from convscope.learn.asked import Asked
    from convscope.learn.names import free_run_folder
    from convscope.learn.recorder import Interrupted
    from convscope.learn.training import resume as go_on
    from convscope.learn.training import train as begin
    from convscope.network.from_run import run_folder, runs_folder

    if resume is not None:
        folder = run_folder(resume)
    else:
        folder = out or (runs_folder() / name if name else free_run_folder(str(data)))
    if needs_launch(devices, nodes):
        if resume is None and folder.exists():
            raise RunError(f"There is a run {folder} already.", "Choose another --name, or delete it.")
        launched(devices, folder, sys.argv[1:])
    watcher = _watcher(options.snapshots, silent=quiet or json_ or not is_first())
    try:
        if resume is not None:
            run = go_on(folder, watcher, run_code=run_code)
        else:
            asked = Asked(
                str(data), network, weights, options, seed, val_share, unreadable == "skip", device, run_code
            )
            run = begin(asked, folder, watcher)
    except Interrupted:
        hint = f"Go on with `convscope train --resume {folder}`."
        fail("interrupted", f"Stopped after a whole step; {folder} is saved.", hint, as_json=json_, code=1)
    finally:
        watcher.closed()
    if not is_first():
        raise SystemExit(0)
    return _answer(run)


def _options(**said: Any) -> TrainingOptions:
    from pydantic import ValidationError

    try:
        return TrainingOptions(**{name: value for name, value in said.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        option = str(first["loc"][0]).replace("_", "-")
        raise TrainingError(f"--{option} is wrong: {first['msg']}.", "See convscope train --help.") from error


def _rate(text: str | None) -> float | str | None:
    if text in (None, "find"):
        return text
    try:
        value = float(str(text))
    except ValueError:
        value = math.nan
    if not value > 0 or math.isinf(value):
        raise TrainingError(
            f"A learning rate is a number above 0 or find, but {text!r} came.", "Write --rate 0.001."
        )
    return value


def _epochs(text: str | None) -> tuple[int, ...]:
    parts = text.replace(",", " ").split() if text else []
    if not all(part.isdecimal() for part in parts):
        raise TrainingError(
            f"Snapshots are taken after epochs, but {text!r} came.", "Write --snapshots 1,5,20."
        )
    return tuple(map(int, parts))


def _watcher(snapshots: tuple[int, ...], *, silent: bool) -> Watcher:
    from convscope.cli.train.launching import is_first
    from convscope.cli.train.progress import Terminal
    from convscope.learn.watch import Watcher, Watchers
    from convscope.report.learning import DrawsCurves, TakesSnapshots

    if not is_first():
        return Watcher()
    drawn = [DrawsCurves(), *([TakesSnapshots(snapshots)] if snapshots else [])]
    return Watchers(*drawn, *([] if silent else [Terminal()]))


def _answer(run: Run) -> Answer:
    best = run.result["best"]
    parts = {
        part: {name: best[f"{part}_{name}"] for name in ("loss", "accuracy")} for part in ("train", "val")
    }
    document = {
        "run": str(run.folder),
        "metrics": parts,
        "weights": str(run.best_weights),
        "best_epoch": int(best["epoch"]),
        "epochs": run.result["epochs"],
        "classes": run.classes,
        "curves": str(run.folder / "curves.png"),
    }

    def show(console: Console) -> None:
        val = parts["val"]
        console.print(
            f"{run.name}: validation accuracy {val['accuracy']:.2%}, loss {val['loss']:.4f} "
            f"(epoch {document['best_epoch']} of {document['epochs']})",
            markup=False,
            highlight=False,
        )
        for line in (
            f"run: {run.folder}",
            f"curves: {document['curves']}",
            f"use it: convscope explain PHOTO --network run:{run.name}",
        ):
            console.print(line, markup=False, highlight=False, soft_wrap=True)

    return Answer(document, show)
