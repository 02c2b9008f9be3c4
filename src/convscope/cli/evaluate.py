"""``convscope evaluate``: evaluate a network on labelled pictures: accuracy, calibration, worst errors."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.options import OpeningOptions, opened, seed_of
from convscope.cli.options_from import Given, options_from
from convscope.cli.run_argument import RunArgument, network_spec
from convscope.errors import DataError

if TYPE_CHECKING:
    from rich.console import Console

    from convscope.report.evaluation import Data


@answers
@options_from(opening=OpeningOptions)
def evaluate(
    *,
    run: RunArgument,
    data: Annotated[
        Path | None,
        typer.Argument(
            metavar="[DATA]", help="Labelled pictures; by default the validation pictures of the run."
        ),
    ] = None,
    split: Annotated[
        str | None,
        typer.Option(help="Split of the data: train, val or test; by default test, else val, else all."),
    ] = None,
    slice_by: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMN", help="Report the accuracy for each value of this column of the data's CSV."
        ),
    ] = None,
    errors: Annotated[int, typer.Option(min=0, help="How many of the worst errors to explain.")] = 12,
    method: Annotated[
        str, typer.Option(help="Attribution method that explains the errors; see convscope methods.")
    ] = "grad-cam",
    out: Annotated[
        Path | None, typer.Option(help="The report, .html; by default reports/RUN-on-DATA.html.")
    ] = None,
    opening: Given,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Evaluate a network on labelled pictures: figures with confidence intervals, and explained errors."""
    seed = seed_of(opening)
    from convscope.cli.progress import TerminalProgress, cancelled_by_signals
    from convscope.registry import find_method
    from convscope.report.evaluation import judge, write_judgement
    from convscope.report.write import report_name

    find_method(method)
    spec = network_spec(run)
    pictures = _data(spec, data, split)
    net = opened(opening, spec)
    settings = {"split": pictures.split, "errors": errors, "seed": seed}
    with TerminalProgress(silent=quiet or json_) as progress, cancelled_by_signals(progress):
        judgement = judge(
            net,
            pictures,
            errors=errors,
            method=method,
            column=slice_by,
            seed=seed,
            settings=settings,
            progress=progress,
        )
    name = f"{report_name(spec.removeprefix('run:'), ())}-on-{report_name(pictures.name, ())}"
    report = out or Path("reports") / f"{name}.html"
    document = write_judgement(judgement, report)
    if data is None:
        _keep_in_run(spec, document)

    def show(console: Console) -> None:
        _show(document, console)
        console.print(f"report  {report}", highlight=False, markup=False, soft_wrap=True)

    return Answer({"run": run, **document, "report": report}, show, errors=judgement.reading.failures)


def _data(spec: str, data: Path | None, split: str | None) -> Data:
    """The pictures to evaluate on, with the run's own training pictures where the network is a run."""
    from convscope.datasets import UNDIVIDED, open_dataset
    from convscope.learn import Run
    from convscope.network.from_run import is_run
    from convscope.report.evaluation import Data

    learned_from = Run.open(spec).dataset() if is_run(spec) else None
    dataset = open_dataset(data) if data else learned_from
    if dataset is None:
        raise DataError(f"{spec} is no run, so its data are not known.", "Give DATA as well.")
    chosen = split or next(name for name in ("test", "val", UNDIVIDED, "train") if name in dataset.splits)
    training = (learned_from or dataset).splits.get("train", ())
    return Data(
        dataset.name,
        chosen,
        dataset.classes,
        dataset.split(chosen),
        () if training == dataset.split(chosen) else training,
        (learned_from or dataset).classes,
    )


def _keep_in_run(spec: str, document: dict[str, Any]) -> None:
    """Keep the figures in the run, for the model card of its exports."""
    from convscope.evaluation.evaluation import KEPT
    from convscope.learn import Run

    Run.open(spec).write_json(KEPT, document)


def _show(document: dict[str, Any], console: Console) -> None:
    from rich.table import Table

    photos, errors = document["photos"], len(document["errors"])
    of = f"{document['network']} on {document['data']} ({document['split']})"
    title = f"{of}: {errors} of {photos} pictures wrong"
    console.print(title, style="bold", highlight=False, markup=False, soft_wrap=True)
    table = Table.grid(padding=(0, 2))
    for name, value in document["metrics"].items():
        low, high = document["intervals"][name]
        table.add_row(name.replace("_", " "), f"{value:.4f}", f"{low:.4f} to {high:.4f}")
    console.print(table)
    suspects = len(document["suspected_labels"])
    temperature = document["calibration"]["temperature"]
    console.print(f"temperature {temperature:.2f}, suspected labels {suspects}", highlight=False)
