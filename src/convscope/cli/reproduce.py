"""``convscope reproduce``: make a picture, a report or figures again from what their file carries."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.film import ZoomFilmOptions
from convscope.cli.options import Device, RunCode
from convscope.cli.options_from import Given, options_from
from convscope.cli.places import Overwrite, check_ending, free_place
from convscope.cli.synthesize import PreviewEvery, synthesized
from convscope.errors import OutputError, SynthesisError

if TYPE_CHECKING:
    from rich.console import Console

    from convscope.explanation.reproduction import AttributionManifest
    from convscope.network import Network
    from convscope.report.recorded_manifest import RecordedManifest
    from convscope.report.reproduction import Manifest

_SAME = "All figures are those of before."
_OTHERS = (
    "Some figures are others than before: other data, another version, engine or machine makes a difference."
)


@answers
@options_from(filming=ZoomFilmOptions)
def reproduce(
    *,
    picture: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="What Convscope wrote: a picture (.png, .svg, .pdf), a page, figures (.json), a table (.csv, .tex) "
            "or an array (.npy).",
        ),
    ],
    out: Annotated[
        Path | None, typer.Option(help="The new one; by default FILE.again with the same ending.")
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
    """Make anything that says how it was made again from its file, and say whether the figures are the same."""
    from convscope.makers.reproduction import SynthesisManifest
    from convscope.report.reproduction import manifest_of

    check_ending(out, (picture.suffix.lower(),), "What is made again")
    place = out or free_place(picture.with_suffix(f".again{picture.suffix}"), overwrite=overwrite)
    if place.exists() and picture.exists() and place.samefile(picture):
        raise OutputError(f"{place} is the file itself.", "Give another place.")
    manifest = manifest_of(picture)
    opened = _opened(manifest, network, weights, device, run_code=run_code)
    if not isinstance(manifest, SynthesisManifest):
        if "video" in filming:
            raise SynthesisError(f"{picture} has no film.", "Leave --video away.")
        return _again(manifest, opened, place, run_code=run_code, silent=quiet or json_)
    assert opened is not None
    manifest.check(opened)
    answer = synthesized(
        manifest.maker,
        opened,
        manifest.settings,
        place,
        film=ZoomFilmOptions.model_validate(filming),
        preview_every=preview_every,
        quiet=quiet or json_,
        limit=manifest.stopped_at,
        changes=manifest.changes,
    )
    remade = manifest_of(place)
    is_same = isinstance(remade, SynthesisManifest) and remade.found == manifest.found
    return _with_verdict(answer, is_same=is_same)


def _opened(
    manifest: Manifest, network: str | None, weights: str | None, device: str, *, run_code: bool
) -> Network | None:
    """The network, opened where the file says or where it is now; None where nothing is said."""
    from convscope.network import Opening, open_network

    if manifest.opening is None and network is None:
        return None
    opening = Opening("") if manifest.opening is None else Opening.of_document(manifest.opening)
    opening = replace(opening, device=device, run_code=run_code)
    return open_network(replace(opening, spec=network or opening.spec, weights=weights or opening.weights))


def _again(
    manifest: AttributionManifest | RecordedManifest,
    network: Network | None,
    place: Path,
    *,
    run_code: bool,
    silent: bool,
) -> Answer:
    from convscope.cli.progress import TerminalProgress, cancelled_by_signals
    from convscope.report.recorded_manifest import RecordedManifest

    made: Any
    with TerminalProgress(silent=silent) as progress, cancelled_by_signals(progress):
        if isinstance(manifest, RecordedManifest):
            made = manifest.make(network, progress, run_code=run_code)
        else:
            assert network is not None
            made = manifest.make(network)
        manifest.write(made, place)
    said = manifest.document()

    def show(console: Console) -> None:
        about = (f"{name}: {value}" for name, value in said.items() if isinstance(value, str))
        for line in (*about, f"file: {place}"):
            console.print(line, markup=False, highlight=False, soft_wrap=True)

    return _with_verdict(Answer({**said, "file": place}, show), is_same=manifest.is_same(made))


def _with_verdict(answer: Answer, *, is_same: bool) -> Answer:
    def show(console: Console) -> None:
        answer.show(console)
        console.print(_SAME if is_same else _OTHERS, markup=False, highlight=False, soft_wrap=True)

    return Answer({**answer.document, "is_same": is_same}, show, answer.errors)
