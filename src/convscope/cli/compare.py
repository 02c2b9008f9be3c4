"""``convscope compare``: compare attribution methods on photos."""

from __future__ import annotations

from pathlib import Path
from string import ascii_lowercase
from typing import TYPE_CHECKING, Annotated

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.options import Engine, Memory, NetworkOptions, network_of, opened, seed_of
from convscope.cli.options_from import Given, options_from
from convscope.cli.places import Overwrite, check_ending, free_place, name_of, network_part
from convscope.errors import MethodError

if TYPE_CHECKING:
    from rich.console import Console

    from convscope.report.comparison import Comparison

_BESIDE_METRICS = 60  # characters that the other columns of the table and the gaps take


@answers
@options_from(opening=NetworkOptions)
def compare(
    *,
    photos: Annotated[list[Path], typer.Argument(metavar="PHOTO...", help="Photos or folders.")],
    methods: Annotated[
        str | None,
        typer.Option(help="Comma-separated names, or all; by default the quick ones. See convscope methods."),
    ] = None,
    metrics: Annotated[str | None, typer.Option(help="Comma-separated names; see convscope metrics.")] = None,
    target: Annotated[
        str | None, typer.Option(help="What to explain of each photo; by default its most probable class.")
    ] = None,
    layer: Annotated[
        str | None, typer.Option(help="Explain class activation maps by this layer; by default the last.")
    ] = None,
    option: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME.OPTION=VALUE", help="An option of a method or metric: deletion.steps=20."),
    ] = None,
    regions: Annotated[
        Path | None,
        typer.Option(help="Folder of annotated objects: PHOTO.png (not black) or PHOTO.xml (VOC boxes)."),
    ] = None,
    sample: Annotated[
        int | None, typer.Option(min=1, help="Compare a random sample of so many photos.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="A page, .html, or a table, .csv, .tex (booktabs) or .json, which is always written beside; by "
            "default a page in the folder reports."
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
    seed = seed_of(opening)
    from convscope.cli.progress import TerminalProgress, cancelled_by_signals
    from convscope.graph.forward.resources import using
    from convscope.images import decode, photos_in
    from convscope.images.standard_input import stem_of
    from convscope.report.comparison import compare as compare_methods
    from convscope.report.comparison import document, write_comparison
    from convscope.report.comparison.regions import regions_of

    check_ending(out, (".html", ".csv", ".tex", ".json"), "A comparison")
    subject = stem_of(photos[0]) if len(photos) == 1 else None
    name = name_of("comparison", subject, network_part(network_of(opening)), target, layer)
    report = out or free_place(Path("reports") / f"{name}.html", overwrite=overwrite)
    asked, judges = _names(methods, "methods"), _names(metrics, "metrics")
    options = _options(option or [])
    paths = _sampled(photos_in(photos), sample, seed)
    for path in paths:  # a broken one is found before the others have taken minutes
        decode(path)
    net = opened(opening)
    with (
        using(engine=engine, memory=memory),
        TerminalProgress(silent=json_ or quiet) as progress,
        cancelled_by_signals(progress),
    ):
        comparison = compare_methods(
            net,
            paths,
            methods=asked,
            metrics=judges,
            target=target,
            layer=layer,
            regions=None if regions is None else regions_of(net, paths, regions),
            options=options,
            seed=seed,
            progress=progress,
        )
    write_comparison(comparison, report)

    def show(console: Console) -> None:
        _show(comparison, console)
        console.print(f"report  {report}", highlight=False, markup=False)

    return Answer({**document(comparison), "report": str(report)}, show)


def _names(given: str | None, kind: str) -> list[str] | None:
    """The names that the user gave, checked before anything takes time."""
    from convscope.registry import find_method, find_metric
    from convscope.registry import methods as registered

    if given is None:
        return None
    if kind == "methods" and given.strip() == "all":
        return list(registered())
    find = find_method if kind == "methods" else find_metric
    return [find(name.strip()).name for name in given.split(",")]


def _options(given: list[str]) -> dict[str, dict[str, str]]:
    options: dict[str, dict[str, str]] = {}
    for text in given:
        place, sign, value = text.partition("=")
        owner, dot, name = place.strip().rpartition(".")
        if not (sign and dot and owner and name and value):
            raise MethodError(
                f"An option is written NAME.OPTION=VALUE, got {text!r}.",
                "Write --option deletion.steps=20.",
            )
        options.setdefault(owner, {})[name.replace("-", "_")] = value.strip()
    return options


def _sampled(paths: list[Path], count: int | None, seed: int) -> list[Path]:
    import random

    if count is None or count >= len(paths):
        return paths
    return sorted(random.Random(seed).sample(paths, count))


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
    console.print("Bold: the best by this metric, and those that are not significantly worse.", style="dim")
    if any(len(row.equals) > 1 for row in comparison.rows):
        console.print("Several names in one row: methods that gave the same map on every photo.", style="dim")
    for name, controls in no_better_than_controls(comparison).items():
        for control, metrics in controls.items():
            said = f"{name} is no better than the control {control} by {', '.join(metrics)}."
            console.print(Text(said, style="yellow"))
    for row in comparison.rows:
        if warning := warning_about(row.name):
            console.print(Text(f"{row.name} {warning}", style="yellow"))
