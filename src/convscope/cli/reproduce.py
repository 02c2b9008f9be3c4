"""``convscope reproduce``: make a picture or a report again from what its file carries."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.film import ZoomFilmOptions
from convscope.cli.options import Device, RunCode
from convscope.cli.options_from import Given, options_from
from convscope.cli.places import Overwrite, check_ending, free_place
from convscope.cli.synthesize import PreviewEvery, synthesized
from convscope.errors import OutputError

if TYPE_CHECKING:
    from rich.console import Console

    from convscope.explanation.reproduction import AttributionManifest
    from convscope.network import Network
    from convscope.report.reproduction import ReportManifest


@answers
@options_from(filming=ZoomFilmOptions)
def reproduce(
    *,
    picture: Annotated[
        Path, typer.Argument(help="A picture, or a report of look or compare, that Convscope wrote.")
    ],
    out: Annotated[
        Path | None, typer.Option(help="The new one; by default PICTURE.again with the same ending.")
    ] = None,
    overwrite: Overwrite = False,
    network: Annotated[
        str | None, typer.Option(help="Where the network is now; by default as the file says.")
    ] = None,
    weights: Annotated[str | None, typer.Option(help="Where its weights are now.")] = None,
    filming: Given,
    preview_every: PreviewEvery = 25,
    device: Device = "cpu",
    run_code: RunCode = False,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Make a picture or a report again from what its file carries, and say whether the figures are the same."""
    from convscope.explanation.reproduction import AttributionManifest
    from convscope.network import Opening, open_network
    from convscope.report.reproduction import ReportManifest, manifest_of

    check_ending(out, (picture.suffix.lower(),), "What is made again")
    place = out or free_place(picture.with_suffix(f".again{picture.suffix}"), overwrite=overwrite)
    if place.exists() and picture.exists() and place.samefile(picture):
        raise OutputError(f"{place} is the file itself.", "Give another place.")
    manifest = manifest_of(picture)
    opening = replace(Opening.of_document(manifest.opening), device=device, run_code=run_code)
    opening = replace(opening, spec=network or opening.spec, weights=weights or opening.weights)
    opened = open_network(opening)
    if isinstance(manifest, ReportManifest):
        return _reported(manifest, opened, place, silent=quiet or json_)
    if isinstance(manifest, AttributionManifest):
        return _explained(manifest, opened, place)
    manifest.check(opened)
    return synthesized(
        manifest.maker,
        opened,
        manifest.settings,
        place,
        film=ZoomFilmOptions.model_validate(filming),
        preview_every=preview_every,
        quiet=quiet or json_,
        limit=manifest.stopped_at,
    )


def _explained(manifest: AttributionManifest, network: Network, place: Path) -> Answer:
    made = manifest.make(network)
    if manifest.mask:
        made.save_mask(place, manifest.mask)
    else:
        made.save(place, manifest.view)
    document = {
        "photo": made.photo,
        "network": made.network,
        "method": made.method,
        "target": made.target,
        "layer": made.layer,
        "picture": place,
    }

    def show(console: Console) -> None:
        for line in (f"{made.method} of {made.target}", f"network: {made.network}", f"picture: {place}"):
            console.print(line, markup=False, highlight=False, soft_wrap=True)

    return Answer(document, show)


def _reported(manifest: ReportManifest, network: Network, place: Path, *, silent: bool) -> Answer:
    from convscope.cli.progress import TerminalProgress, cancelled_by_signals
    from convscope.report import Look, look_page, write_page
    from convscope.report.comparison import write_comparison

    with TerminalProgress(silent=silent) as progress, cancelled_by_signals(progress):
        made = manifest.make(network, progress)
    if isinstance(made, Look):
        write_page(place, look_page(made))
    else:
        write_comparison(made, place)
    is_same = manifest.is_same(made)
    verdict = (
        "All figures are those of before."
        if is_same
        else "Some figures are others than before: another version, engine or machine rounds otherwise."
    )
    document = {
        "made": manifest.made,
        "photos": [name for name, _ in manifest.photos],
        "network": manifest.network,
        "is_same": is_same,
        "report": place,
    }

    def show(console: Console) -> None:
        for line in (f"network: {manifest.network}", f"report: {place}", verdict):
            console.print(line, markup=False, highlight=False, soft_wrap=True)

    return Answer(document, show)
