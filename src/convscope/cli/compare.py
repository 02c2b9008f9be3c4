"""``convscope compare``: compare attribution methods on photos."""

from __future__ import annotations

from pathlib import Path
from string import ascii_lowercase
from typing import TYPE_CHECKING, Annotated

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.grammar import photos_apart
from convscope.cli.map_options import MapOptions, map_options
from convscope.cli.options import Engine, Memory, NetworkOptions, network_of, opened, seed_of
from convscope.cli.options_from import Given, options_from
from convscope.cli.photos import listed
from convscope.cli.places import Overwrite, check_ending, free_place, name_of, network_part
from convscope.errors import ImageError

if TYPE_CHECKING:
    from rich.console import Console

    from convscope.report.comparison import Comparison

_BESIDE_METRICS = 60  # characters that the other columns of the table and the gaps take


@answers
@options_from(maps=MapOptions, opening=NetworkOptions)
def compare(
    *,
    photos: Annotated[list[Path], typer.Argument(metavar="PHOTO...", help="Photos or folders.")],
    maps: Given,
    out: Annotated[
        Path | None,
        typer.Option(
            help="A page, .html; a table, .csv, .tex (booktabs) or .json, which is always written beside; or a "
            "figure for print, .pdf or .svg; by default a page in the folder reports."
        ),
    ] = None,
    overwrite: Overwrite = False,
    opening: Given,
    engine: Engine = "auto",
    memory: Memory = None,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Compare attribution methods on photos by metrics of faithfulness."""
    asked, seed = map_options(maps), seed_of(opening)
    opening, photos = photos_apart(photos, opening)
    if not photos:
        raise ImageError("There is no photo to compare methods on.", "Name photos or folders of them.")
    check_ending(out, (".html", ".csv", ".tex", ".json", ".pdf", ".svg"), "A comparison")
    paths = asked.sampled(listed(photos), seed)
    from convscope.cli.progress import TerminalProgress, cancelled_by_signals
    from convscope.graph.forward.resources import using
    from convscope.images.standard_input import stem_of
    from convscope.report.comparison import compare as compare_methods
    from convscope.report.comparison import document, write_comparison

    subject = stem_of(photos[0]) if len(photos) == 1 else None
    name = name_of("comparison", subject, network_part(network_of(opening)), asked.target, asked.layer)
    report = out or free_place(Path("reports") / f"{name}.html", overwrite=overwrite)
    arguments = asked.arguments()
    net = opened(opening)
    with (
        using(engine=engine, memory=memory),
        TerminalProgress(silent=json_ or quiet) as progress,
        cancelled_by_signals(progress),
    ):
        comparison = compare_methods(
            net,
            paths,
            **arguments,
            regions=asked.regions,
            seed=seed,
            progress=progress,
        )
    write_comparison(comparison, report)

    def show(console: Console) -> None:
        _show(comparison, console)
        console.print(f"report  {report}", highlight=False, markup=False)

    return Answer({**document(comparison), "report": str(report)}, show, errors=comparison.failures)


def _show(comparison: Comparison, console: Console) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    from convscope.report.comparison.beaten import no_better_than_controls
    from convscope.trust.known import warning_about

    heads = [f"{m.name} {'↑' if m.better == 'higher' else '↓'}" for m in comparison.metrics]
    is_narrow = sum(map(len, heads)) + _BESIDE_METRICS > console.width
    shown = [f"{letter} {head[-1]}" for letter, head in zip(ascii_lowercase, heads, strict=False)]
    table = Table(box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    table.add_column("method", overflow="fold")
    for head in ("rank", *(shown if is_narrow else heads), "seconds", "passes"):
        table.add_column(head, justify="right", no_wrap=True)
    for row in comparison.shown:
        cells = []
        for metric in comparison.metrics:
            estimate = row.estimates.get(metric.name)
            text = "" if estimate is None else f"{estimate.value:.3f}"
            cells.append(Text(text, style="bold" if metric.name in row.leads else ""))
        style = "" if row.method else "dim"
        rank = "" if row.rank is None else f"{row.rank:.1f}"
        costs = (f"{row.seconds:.2f}", f"{row.passes:.0f}") if row.method else ("", "")
        table.add_row(row.name, rank, *cells, *costs, style=style)
    console.print(table)
    if is_narrow:
        console.print(
            ", ".join(f"{one[0]}: {head}" for one, head in zip(shown, heads, strict=False)), style="dim"
        )
    console.print(
        "Bold: the best by this metric, and those that are not significantly worse, if no control is as good.",
        style="dim",
    )
    if any(len(row.equals) > 1 for row in comparison.rows):
        console.print("Several names in one row: methods that gave the same map on every photo.", style="dim")
    for name, controls in no_better_than_controls(comparison).items():
        for control, metrics in controls.items():
            said = f"{name} is no better than the control {control} by {', '.join(metrics)}."
            console.print(Text(said, style="yellow"))
    for row in comparison.rows:
        if warning := warning_about(row.name):
            console.print(Text(warning, style="yellow"))
