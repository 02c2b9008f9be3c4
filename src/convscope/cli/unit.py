"""``convscope unit``: show what a unit responds to, from a scan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.chosen_scan import ScanName, scan_of
from convscope.cli.options import RunCode
from convscope.cli.photos import read_first
from convscope.cli.places import Overwrite, check_ending, check_folder, free_place, name_of
from convscope.language import localised

if TYPE_CHECKING:
    from rich.console import Console

    from convscope.examine.scans import Scan


@answers
def unit(
    address: Annotated[
        str | None,
        typer.Argument(metavar="[UNIT]", help="A layer of the scan and a unit of it: LAYER:UNIT."),
    ] = None,
    photo: Annotated[
        Path | None, typer.Argument(metavar="[PHOTO]", help="A photo of which the unit's map is shown.")
    ] = None,
    scan: ScanName = None,
    all_: Annotated[
        str | None,
        typer.Option(
            "--all",
            metavar="LAYER",
            help="Instead of one unit an atlas of a layer: an index, and a page for each unit, in units/SCAN.LAYER; "
            "stopped, the same command goes on.",
        ),
    ] = None,
    first: Annotated[int | None, typer.Option(min=1, help="With --all, pages of so many units only.")] = None,
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
            "units/SCAN.UNIT.html. With --all a folder."
        ),
    ] = None,
    overwrite: Overwrite = False,
    run_code: RunCode = False,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Show what a unit responds to: its photos and what it sees of them, its classes, what depends on it."""
    from convscope.errors import AddressError

    if (address is None) == (all_ is None):
        raise AddressError("One unit is shown, or a whole layer.", "Write LAYER:UNIT or --all LAYER.")
    if all_ is not None:
        if photo is not None or visualize:
            raise AddressError("An atlas shows no photo and makes no pictures.", "Name one unit for that.")
        return _atlas(all_, scan_of(scan), out, first, run_code=run_code, quiet=quiet or json_)
    if photo is not None:
        read_first(photo)
    from convscope.cli.progress import TerminalProgress, cancelled_by_signals
    from convscope.report.unit import check_beside, write_study
    from convscope.report.unit.studying import unit as study_unit

    assert address is not None
    check_ending(out, (".html", ".png", ".json"), "A unit's page")
    if out is not None:
        check_beside(out)
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


def _atlas(
    layer: str, scan: Scan, out: Path | None, first: int | None, *, run_code: bool, quiet: bool
) -> Answer:
    from convscope.cli.progress import TerminalProgress, cancelled_by_signals
    from convscope.files import make_folder
    from convscope.report.unit.atlas import atlas

    check_folder(out, "The pages of a layer")
    folder = out or Path("units") / name_of("", scan.name, scan.layer(layer).address)
    if out is None:
        make_folder(folder.parent)
    with TerminalProgress(silent=quiet) as progress, cancelled_by_signals(progress):
        made = atlas(layer, scan, folder, first=first, run_code=run_code, progress=progress)

    def show(console: Console) -> None:
        lines = [f"{made.layer} of {made.scan}: {made.units} units, {made.pages} pages"]
        if made.missing:
            lines.append(
                f"stopped with {len(made.missing)} pages to make; the same command goes on from here"
            )
        for line in [*lines, f"index   {made.index}"]:
            console.print(line, highlight=False, markup=False, soft_wrap=True)

    return Answer(made.document(), show)


def _lines(document: dict[str, Any]) -> list[str]:
    lines = [f"{document['unit']} of {document['network']}, over {document['photos']:,} photos"]
    lines += [
        f"  {localised(format(one['value'], '.3g'))}  {one['photo']}" for one in document["exemplars"][:5]
    ]
    best = next((one for one in document["classes"] if one["auc"] is not None), None)
    if best:
        lines.append(f"tells {best['label']} apart best: area under the ROC curve {best['auc']:.2f}")
    if document["raises"]:
        raised = ", ".join(
            f"{one['label']} {localised(format(one['change'], '+.2f'))}" for one in document["raises"][:3]
        )
        lines.append(f"raises {raised}")
    return [*lines, f"report  {document['report']}"]
