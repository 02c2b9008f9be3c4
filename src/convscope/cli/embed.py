"""``convscope embed``: show the photos of a data set as points of a plane, by what a network makes of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.options import NetworkOptions, opened
from convscope.cli.options_from import Given, options_from
from convscope.cli.places import Overwrite, check_ending, free_place, name_of
from convscope.examine.embedding.settings import EmbedSettings

if TYPE_CHECKING:
    from rich.console import Console

    from convscope.examine.scans.scan import Scan
    from convscope.progress import Progress

_PAIRS = 3


@answers
@options_from(given=EmbedSettings, opening=NetworkOptions)
def embed(
    *,
    data: Annotated[
        str,
        typer.Argument(
            metavar="DATA_OR_SCAN",
            help="The name of a scan; or photos, as scan takes them, which are scanned first.",
        ),
    ],
    layer: Annotated[
        str | None, typer.Option(help="The layer whose vectors become points; by default the penultimate.")
    ] = None,
    place: Annotated[
        str | None,
        typer.Option(metavar="DATA", help="New photos, placed among those of the scan, which stay."),
    ] = None,
    given: Given,
    out: Annotated[
        Path | None,
        typer.Option(
            help="A page (.html), a picture (.png) or the points (.csv); by default embeddings/SCAN.METHOD.html."
        ),
    ] = None,
    overwrite: Overwrite = False,
    opening: Given,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Show photos as points of a plane, near where the network takes them for alike: t-SNE, UMAP or PCA."""
    from convscope.cli.progress import TerminalProgress, cancelled_by_signals
    from convscope.report.embedding import SUFFIXES, write_embedding
    from convscope.report.embedding.embedding_of import embed as embed_scan

    check_ending(out, SUFFIXES, "An embedding")
    with TerminalProgress(silent=quiet or json_) as progress, cancelled_by_signals(progress):
        kept = _scan_of(data, layer, opening, progress)
        found = embed_scan(
            kept,
            layer=layer,
            place=place,
            run_code=opening.get("run_code", False),
            progress=progress,
            **given,
        )
        name = name_of("", found.scan, found.settings.method)
        path = out or free_place(Path("embeddings") / f"{name}.html", overwrite=overwrite)
        write_embedding(found, path)
    kind = {".html": "report", ".png": "picture"}.get(path.suffix.lower(), "table")
    document: dict[str, Any] = {**found.document(), kind: path}

    def show(console: Console) -> None:
        for line in (*_lines(document), f"{kind}: {path}"):
            console.print(line, highlight=False, markup=False, soft_wrap=True)

    return Answer(document, show)


def _scan_of(data: str, layer: str | None, opening: Given, progress: Progress) -> Scan:
    """The scan of a name; else that of the photos, made now or gone on with."""
    from convscope.errors import ScanError
    from convscope.examine.scans.scan import Scan
    from convscope.examine.scans.scan_folders import is_scan, scan_name
    from convscope.examine.scans.scanning import scan

    if is_scan(data):
        return Scan.open(data)
    if not Path(data).exists() and not data.startswith("torchvision/"):
        raise ScanError(f"There is neither a scan nor a file {data!r}.", "Name a scan, or photos.")
    network = opened(opening)
    if layer is None:
        return scan(network, data, progress=progress)
    name = f"{scan_name(network.name, data)}-{layer}"
    return scan(network, data, name=name, layers=(layer,), vectors=(layer,), progress=progress)


def _lines(document: dict[str, Any]) -> list[str]:
    faith = document["faithfulness"]
    lines = [
        f"{len(document['points']):,} photos by {document['method']} of {document['layer']}, {document['network']}",
        f"trustworthiness {faith['trustworthiness']:.3f}, neighbourhood preservation {faith['preservation']:.3f} "
        f"({faith['by_chance']:.3f} by chance)",
    ]
    if document["silhouette"] is not None:
        lines.append(
            f"silhouette of the classes {document['silhouette']:.3f} by the vectors, "
            f"{document['silhouette_of_points']:.3f} by the points"
        )
    return lines + [
        f"{pair['first']} and {pair['second']} overlap: {pair['share']:.1%} of their neighbours"
        for pair in document["overlaps"][:_PAIRS]
    ]
