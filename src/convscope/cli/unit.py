"""``convscope unit``: show what a unit responds to, from a scan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.chosen_scan import ScanName, scan_of
from convscope.cli.options import RunCode
from convscope.cli.places import Overwrite, check_ending, free_place, name_of

if TYPE_CHECKING:
    from rich.console import Console


@answers
def unit(
    address: Annotated[
        str, typer.Argument(metavar="UNIT", help="A layer of the scan and a unit of it: LAYER:UNIT.")
    ],
    photo: Annotated[
        Path | None, typer.Argument(metavar="[PHOTO]", help="A photo of which the unit's map is shown.")
    ] = None,
    scan: ScanName = None,
    visualize: Annotated[
        bool,
        typer.Option(
            "--visualize",
            help="Make pictures that excite the unit most, and least; those made before are shown anyway.",
        ),
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            help="The page, .html, or only its picture, .png, or its figures, .json; by default "
            "units/SCAN.UNIT.html."
        ),
    ] = None,
    overwrite: Overwrite = False,
    run_code: RunCode = False,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Show what a unit responds to: its photos and what it sees of them, its classes, what depends on it."""
    from convscope.cli.progress import TerminalProgress, cancelled_by_signals
    from convscope.report.unit import write_study
    from convscope.report.unit.studying import unit as study_unit

    check_ending(out, (".html", ".png", ".json"), "A unit's page")
    chosen = scan_of(scan)
    with TerminalProgress(silent=quiet or json_) as progress, cancelled_by_signals(progress):
        study = study_unit(address, chosen, photo, visualize=visualize, run_code=run_code, progress=progress)
    name = name_of("", study.scan, study.unit.address)
    report = out or free_place(Path("units") / f"{name}.html", overwrite=overwrite)
    document = {**write_study(study, report), "report": report}

    def show(console: Console) -> None:
        for line in _lines(document):
            console.print(line, highlight=False, markup=False, soft_wrap=True)

    return Answer(document, show)


def _lines(document: dict[str, Any]) -> list[str]:
    lines = [f"{document['unit']} of {document['network']}, over {document['photos']:,} photos"]
    lines += [f"  {one['value']:.3g}  {one['photo']}" for one in document["exemplars"][:5]]
    best = next((one for one in document["classes"] if one["auc"] is not None), None)
    if best:
        lines.append(f"tells {best['label']} apart best: area under the ROC curve {best['auc']:.2f}")
    if document["raises"]:
        raised = ", ".join(f"{one['label']} {one['change']:+.2f}" for one in document["raises"][:3])
        lines.append(f"raises {raised}")
    return [*lines, f"report  {document['report']}"]
