"""``convscope look``: explain photos by several methods, as an HTML report."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.bundled import bundled_photo
from convscope.cli.grammar import photos_apart
from convscope.cli.learned_options import LearnedOptions, training_features
from convscope.cli.map_options import MapOptions, map_options
from convscope.cli.options import Engine, Memory, NetworkOptions, opened, seed_of
from convscope.cli.options_from import Given, options_from
from convscope.cli.photos import listed
from convscope.cli.places import Overwrite, check_folder, free_place, name_of, network_part
from convscope.errors import ImageError

if TYPE_CHECKING:
    from rich.console import Console

    from convscope.report import Failure, Written

_BAR = 24  # characters of a probability of one


@answers
@options_from(maps=MapOptions, learned=LearnedOptions, opening=NetworkOptions)
def look(
    *,
    photos: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PHOTO]...", help="Photos or folders; without any a photo that is bundled."),
    ] = None,
    maps: Given,
    learned: Given,
    opening: Given,
    out: Annotated[Path, typer.Option(help="The folder to write to.")] = Path("reports"),
    overwrite: Overwrite = False,
    engine: Engine = "auto",
    memory: Memory = None,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Explain photos: predictions, attributions with their faithfulness, and every stage, as a report each."""
    asked, seed = map_options(maps), seed_of(opening)
    check_folder(out, "The reports")
    opening, photos = photos_apart(photos or [], opening)
    paths = asked.sampled(listed(photos or [bundled_photo()]), seed)
    from convscope.cli.progress import TerminalProgress, cancelled_by_signals
    from convscope.graph.forward.resources import repeated, using
    from convscope.report import Failure, write_index, write_look
    from convscope.report import look as look_at
    from convscope.report.write import INDEX

    arguments = asked.arguments()
    net = opened(opening)
    training = training_features(learned, net, seed=seed, silent=json_ or quiet)
    written: list[Written] = []
    failures: list[Failure] = []
    taken = set() if overwrite else {report.stem.lower() for report in out.glob("*.html")}
    parts = (network_part(net.name), asked.target, asked.layer)
    about = name_of("", *parts) if any(parts) else ""
    several = len(paths) > 1
    progress = TerminalProgress(silent=json_ or quiet or not several)
    # Of several, Ctrl-C leaves those that are finished, with their index; of one there is nothing to leave.
    with progress, cancelled_by_signals(progress) if several else nullcontext():
        for number, path in enumerate(paths):
            progress.step(number, len(paths), what="looking")
            if progress.cancelled and written:
                progress.note(f"Stopped: {len(written)} of {len(paths)} photos are looked at.")
                break
            progress.check()
            try:
                with using(engine=engine, memory=memory), repeated(len(paths)):
                    seen = look_at(
                        net, path, **arguments, regions=asked.regions, training=training, seed=seed
                    )
            except ImageError as error:
                if not several:
                    raise
                failures.append(Failure(str(path), error))
                continue
            entry = write_look(seen, out, taken, about)
            taken.add(entry.report.stem.lower())
            written.append(entry)
    place = free_place(out / INDEX, overwrite=overwrite)
    index = write_index(written, failures, out, place.name) if several else None

    def show(console: Console) -> None:
        for entry in written:
            _show(entry, console)
        if index:
            console.print(f"index   {index}", highlight=False, markup=False)

    document = {
        "network": net.name,
        "weights": net.weights,
        "photos": [_row(entry) for entry in written],
        "index": None if index is None else str(index),
        "failures": [
            {"photo": failure.photo, "kind": failure.error.kind, "message": failure.error.message}
            for failure in failures
        ],
    }
    return Answer(document, show, errors=[failure.error for failure in failures])


def _show(entry: Written, console: Console) -> None:
    from rich.table import Table
    from rich.text import Text

    from convscope.images import printable
    from convscope.trust.known import warning_about

    table = Table.grid(padding=(0, 2))
    for prediction in entry.look.predictions:
        table.add_row(
            Text(f"{prediction.amount:>7}"),
            Text("━" * max(1, round(_BAR * (prediction.fraction or 0))), style="blue"),
            Text(prediction.label),
        )
    console.print(Text(printable(entry.look.photo), style="bold"))
    console.print(table)
    for method in dict.fromkeys(judged.attribution.method for judged, _ in entry.pictures):
        if warning := warning_about(method):
            console.print(Text(warning, style="yellow"))
    console.print(Text(f"report  {entry.report}\n"))


def _row(entry: Written) -> dict[str, Any]:
    drawn = [{**judged.document(), "picture": str(picture)} for judged, picture in entry.pictures]
    return {**entry.look.document(), "report": str(entry.report), "attributions": drawn}
