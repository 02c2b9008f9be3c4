"""The command, whose options are made from `convscope.learn.TrainingOptions`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from convscope.cli.answer import INTERRUPTED, Answer, Json, Quiet, answers, fail
from convscope.cli.options import DEFAULT_NETWORK, Device, NetworkName, RunCode, Seed
from convscope.cli.options_from import Given, options_from
from convscope.cli.train.reading import training_options
from convscope.cli.train.showing import run_answer
from convscope.errors import Cancelled, DataError, RunError, TrainingError
from convscope.files import folder_named
from convscope.learn.request import SPLIT_SHARE, TrainingOptions, TrainingRequest


@answers
@options_from(given=TrainingOptions)
def train(
    *,
    given: Given,
    data: Annotated[
        str | None,
        typer.Argument(metavar="[DATA]", help="The data set, see convscope data; not with --resume."),
    ] = None,
    network: NetworkName = DEFAULT_NETWORK,
    weights: Annotated[
        str | None,
        typer.Option(
            help="Weights to start from: random, default or a checkpoint; by default trained ones for "
            "efficientnet-lite0 and run:NAME, and random ones for all other networks."
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="Name of the run; by default that of the data and a number.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="The run's folder; by default runs/NAME.")] = None,
    resume: Annotated[
        str | None, typer.Option(metavar="RUN", help="Resume a run that was stopped or killed.")
    ] = None,
    rate: Annotated[str | None, typer.Option(help=TrainingOptions.model_fields["rate"].description)] = None,
    snapshots: Annotated[
        str | None,
        typer.Option(metavar="EPOCH,...", help=TrainingOptions.model_fields["snapshots"].description),
    ] = None,
    val_share: Annotated[
        float | None,
        typer.Option(
            help="Share of each class for validation, drawn anew also where the data have a validation part; by "
            "default that part, else 0.2."
        ),
    ] = None,
    unreadable: Annotated[str, typer.Option(help="Files that cannot be read: skip or fatal.")] = "skip",
    devices: Annotated[
        int,
        typer.Option(help="Processes on this machine, each on its own device or its share of the processor."),
    ] = 1,
    nodes: Annotated[
        int, typer.Option(help="Number of machines; start the same command with torchrun on each.")
    ] = 1,
    device: Device = "cpu",
    seed: Seed = 0,
    run_code: RunCode = False,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Train a network on your own pictures: from scratch, or the head of a trained one, then fine-tuning."""
    if (data is None) == (resume is None):
        raise TrainingError(
            "Training takes a data set, or a run to resume.",
            "Write `convscope train DATA` or --resume RUN.",
        )
    if unreadable not in ("skip", "fatal"):
        raise DataError(f"Unreadable files are skipped or fatal, got {unreadable!r}.", "Write skip or fatal.")
    options = training_options(given, rate, snapshots)
    from convscope.cli.progress import TerminalProgress, cancelled_by_signals
    from convscope.cli.train.launching import is_first, launched, needs_launch
    from convscope.learn.run_folders import free_run_folder
    from convscope.learn.training import resume as go_on
    from convscope.learn.training import train as begin
    from convscope.network.from_run import run_folder, runs_folder

    if resume is not None:
        folder = run_folder(resume)
    else:
        named = free_run_folder(str(data)) if name is None else folder_named(name, runs_folder())
        folder = out or named
    if needs_launch(devices, nodes):
        if resume is None and folder.exists():
            raise RunError(f"There is a run {folder} already.", "Choose another --name, or delete it.")
        launched(devices, folder, sys.argv[1:])
    silent = quiet or json_ or not is_first()
    try:
        with TerminalProgress(silent=silent) as progress, cancelled_by_signals(progress):
            if resume is not None:
                run = go_on(folder, progress, run_code=run_code)
            else:
                request = TrainingRequest(
                    data=str(data),
                    network=network,
                    weights=weights,
                    options=options,
                    seed=seed,
                    split_share=SPLIT_SHARE if val_share is None else val_share,
                    divides_anew=val_share is not None,
                    skip_unreadable=unreadable == "skip",
                    device=device,
                    run_code=run_code,
                )
                run = begin(request, folder, progress)
    except Cancelled:
        # Before the folder is made, pictures are decoded, which the cache keeps or not as a whole.
        message = f"Stopped after a whole step; {folder} is saved." if folder.exists() else "Stopped."
        hint = f"Go on with `convscope train --resume {folder}`." if folder.exists() else ""
        fail("interrupted", message, hint, as_json=json_, code=INTERRUPTED)
    if not is_first():
        raise SystemExit(0)
    return run_answer(run, run_code=run_code)
