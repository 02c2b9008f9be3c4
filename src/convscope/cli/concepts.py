"""``convscope concepts``: find the concepts by which a network knows a class, test or name those that are given."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.options import NetworkOptions, opened
from convscope.cli.options_from import Given, options_from
from convscope.cli.places import Overwrite, check_ending, free_place, name_of, network_part
from convscope.examine.concepts.settings import ConceptSettings

if TYPE_CHECKING:
    from rich.console import Console


@answers
@options_from(given=ConceptSettings, opening=NetworkOptions)
def concepts(
    *,
    data: Annotated[str, typer.Argument(metavar="DATA", help="Photos, as scan takes them.")],
    class_: Annotated[
        str,
        typer.Option(
            "--class", metavar="CLASS", help="The class, as the network has it: a name or a number."
        ),
    ],
    layer: Annotated[
        str | None, typer.Option(help="Feature maps; by default the last before the scores.")
    ] = None,
    concept: Annotated[
        list[str] | None,
        typer.Option(metavar="FOLDER", help="Photos that show a concept, to be tested; can be repeated."),
    ] = None,
    random: Annotated[
        list[str] | None,
        typer.Option(metavar="FOLDER", help="Random photos: three folders or more, or one that is divided."),
    ] = None,
    direction: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="A direction of the layer that is to be named: an array, .npy, or the photos that an embedding's "
            "page saved, .csv; can be repeated.",
        ),
    ] = None,
    given: Given,
    out: Annotated[
        Path | None, typer.Option(help="The page, .html; by default concepts/CLASS.METHOD.html.")
    ] = None,
    overwrite: Overwrite = False,
    opening: Given,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Find the concepts by which a network knows a class (CRAFT, ICE), or test or name those that are given."""
    from convscope.cli.progress import TerminalProgress, cancelled_by_signals
    from convscope.errors import ImageError
    from convscope.report.concepts import write_study
    from convscope.report.concepts.concepts_of import concepts as study_concepts

    check_ending(out, (".html",), "The page")
    network = opened(opening)
    with TerminalProgress(silent=quiet or json_) as progress, cancelled_by_signals(progress):
        study = study_concepts(
            network,
            data,
            class_,
            layer=layer,
            concept=concept or (),
            random=random or (),
            direction=direction or (),
            progress=progress,
            **given,
        )
    name = name_of("", network_part(network.name), study.label.split(",")[0], study.method)
    report = out or free_place(Path("concepts") / f"{name}.html", overwrite=overwrite)
    document = {**write_study(study, report), "report": report}

    def show(console: Console) -> None:
        for line in _lines(document):
            console.print(line, highlight=False, markup=False, soft_wrap=True)

    return Answer(document, show, errors=[ImageError(reason) for _, reason in study.photos.unreadable])


def _lines(document: dict[str, Any]) -> list[str]:
    lines = [
        f"{document['class'].split(',')[0]} in {document['layer']} of {document['network']}, "
        f"{len(document['photos'])} photos"
    ]
    for one in document["found"]:
        names = ", ".join(f"{answer['name'].split(',')[0]} {answer['auc']:.2f}" for answer in one["answers"])
        lines.append(
            f"  {one['name'] or 'concept ' + str(one['concept'])}: importance {one['importance']:.3f}, "
            f"fall without it {one['fall']:.2f}" + (f", answers to {names}" if names else "")
        )
    lines += [
        f"  {one['name']}: TCAV score {one['score']:.2f} (random {one['random']:.2f}), p {one['p_adjusted']:.3g}, "
        f"accuracy {one['accuracy']:.0%}, fall without it {one['fall']:.2f}"
        for one in document["tested"]
    ]
    if document["fidelity"]:
        lines.append(
            f"still {document['class'].split(',')[0]} by the concepts: {document['fidelity']['agreement']:.0%}"
        )
    return [*lines, f"report  {document['report']}"]
