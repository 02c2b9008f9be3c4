"""``convscope caption``: say what photos show, and where each word comes from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.grammar import network_apart
from convscope.cli.options import NetworkOptions, network_of, opened, seed_of
from convscope.cli.options_from import Given, options_from
from convscope.cli.photos import listed
from convscope.cli.places import Overwrite, check_folder, free_place, name_of, network_part
from convscope.errors import ImageError

if TYPE_CHECKING:
    from rich.console import Console


@answers
@options_from(opening=NetworkOptions)
def caption(
    *,
    words: Annotated[list[str], typer.Argument(metavar="PHOTO...", help="Photos or folders of them.")],
    beams: Annotated[
        int, typer.Option(min=1, help="Beginnings of sentences that are kept; 1 takes the likeliest word.")
    ] = 1,
    ablation: Annotated[
        bool, typer.Option("--ablation", help="Also tell what each word owes to the words before it.")
    ] = False,
    why: Annotated[
        bool,
        typer.Option(
            "--why",
            help="Also draw, for each word, where the network looked and where the gradient points, and tell what it "
            "owes to both places.",
        ),
    ] = False,
    method: Annotated[
        str, typer.Option(help="With --why: the attribution method of the maps, see convscope methods.")
    ] = "hirescam",
    out: Annotated[
        Path | None,
        typer.Option(help="The folder for pictures; by default the working directory."),
    ] = None,
    overwrite: Overwrite = False,
    opening: Given,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Say what photos show; where the network tells, also where it looked before each word.

    The network was trained to: convscope train DATA --network attend:efficientnet-lite0. Each word is an
    objective, which convscope explain takes: caption:4.
    """
    opening, places = network_apart(words, opening)
    if not places:
        raise ImageError("There is no photo to caption.", "Name photos or folders of them.")
    check_folder(out, "Pictures")
    paths = listed([Path(place) for place in places])
    from convscope.cli.progress import TerminalProgress, cancelled_by_signals
    from convscope.explanation.caption_sheet import draw_reasons
    from convscope.explanation.caption_words import explain_words
    from convscope.network.captioning import caption as captioned
    from convscope.network.captioning import check_captions, word_ablation
    from convscope.render.save import save_picture

    network, part = opened(opening), network_part(network_of(opening))
    check_captions(network)
    done: list[dict[str, Any]] = []
    failures: list[ImageError] = []
    with TerminalProgress(silent=quiet or json_) as progress, cancelled_by_signals(progress):
        for number, path in enumerate(paths, 1):
            try:
                said = captioned(network, path, beams=beams)
            except ImageError as error:
                failures.append(error)
                continue
            place = None
            if said.attention is not None:
                name = f"{name_of(path.stem, part)}.words.png"
                place = free_place((out or Path()) / name, overwrite=overwrite)
                save_picture(said.picture(), place)
            reasons = None
            if why and said.words:
                found = explain_words(network, said, method=method, seed=seed_of(opening), progress=progress)
                name = f"{name_of(path.stem, part)}.why.png"
                sheet = free_place((out or Path()) / name, overwrite=overwrite)
                save_picture(draw_reasons(found), sheet)
                reasons = {**found.document(), "picture": sheet}
            falls = word_ablation(network, said).tolist() if ablation else None
            done.append(
                {**said.document(), "photo": str(path), "picture": place, "ablation": falls, "why": reasons}
            )
            progress.step(number, len(paths), what="photos")
            progress.check()

    return Answer({"photos": done}, lambda console: _show(done, console), errors=failures)


def _show(done: Sequence[dict[str, Any]], console: Console) -> None:
    """Each photo with its caption, and what was asked about it."""
    for one in done:
        line = f"{one['photo']}  {one['caption']} ({one['log_probability']:.2f})"
        console.print(line, markup=False, highlight=False, soft_wrap=True)
        told = [each["word"] for each in one["words"]]
        for place, falls in enumerate(one["ablation"] or ()):
            owed = ", ".join(f"{told[j]} {fall:+.2f}" for j, fall in enumerate(falls[:place]))
            console.print(f"  {told[place]}: {owed}", markup=False, highlight=False, soft_wrap=True)
        if one["why"] is not None:
            _show_reasons(one["why"], console)
        if one["picture"] is not None:
            console.print(f"  picture: {one['picture']}", markup=False, highlight=False, soft_wrap=True)


def _show_reasons(why: dict[str, Any], console: Console) -> None:
    """What each word owes to the regions of its maps, and how alike the maps are."""
    from rich.table import Table

    shown = Table.grid(padding=(0, 2))
    looked = why["words"][0]["attention"] is not None
    heads = ["word", why["method"], "elsewhere"]
    shown.add_row(*([*heads, "attention", "elsewhere", "rank correlation"] if looked else heads))
    for one in why["words"]:
        maps = [one["gradient"], one["attention"]] if looked else [one["gradient"]]
        falls = [f"{found[name]:+.2f}" for found in maps for name in ("falls", "elsewhere")]
        agreement = [f"{one['rank_correlation']:+.2f}"] if looked else []
        shown.add_row(one["word"], *falls, *agreement)
    console.print(
        "by how much the logarithm of its probability falls where a map's region is grey:", highlight=False
    )
    console.print(shown)
    console.print(f"  picture: {why['picture']}", markup=False, highlight=False, soft_wrap=True)
