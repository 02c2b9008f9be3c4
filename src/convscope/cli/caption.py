"""``convscope caption``: say what photos show, and where each word comes from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.grammar import network_apart
from convscope.cli.options import NetworkOptions, network_of, opened, seed_of
from convscope.cli.options_from import Given, options_from
from convscope.cli.photos import listed
from convscope.cli.places import Overwrite, check_folder, free_place, name_of, network_part
from convscope.errors import ImageError, NetworkError

if TYPE_CHECKING:
    from PIL.Image import Image
    from rich.console import Console

    from convscope.network import Network
    from convscope.network.captioning import Caption
    from convscope.progress import Progress


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
    score: Annotated[
        float | None,
        typer.Option(help="Of a network that tells of regions: least score of those told, by default 0.3."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="The folder for pictures; by default the working directory."),
    ] = None,
    overwrite: Overwrite = False,
    opening: Given,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Say what photos show, as a whole or region by region; also where the network looked before each word.

    The network was trained to: convscope train DATA --network attend:efficientnet-lite0, or for regions
    dense:efficientnet-lite0. Each word is an objective, which convscope explain takes: caption:4, and caption:2@1 of
    the best region.
    """
    opening, places = network_apart(words, opening)
    if not places:
        raise ImageError("There is no photo to caption.", "Name photos or folders of them.")
    check_folder(out, "Pictures")
    paths = listed([Path(place) for place in places])
    from convscope.cli.progress import TerminalProgress, cancelled_by_signals
    from convscope.network.captioning import Caption, check_captions
    from convscope.network.region_captioning import says_regions
    from convscope.network.saying import caption as captioned
    from convscope.render.save import save_picture

    network, part = opened(opening), network_part(network_of(opening))
    if not says_regions(network):
        check_captions(network)
    elif ablation or why:
        raise NetworkError(
            "What words owe to others and to places is told of whole photos.",
            "Leave --ablation and --why out, and explain a word: --target caption:2@1.",
        )
    done: list[dict[str, Any]] = []
    failures: list[ImageError] = []
    with TerminalProgress(silent=quiet or json_) as progress, cancelled_by_signals(progress):
        for number, path in enumerate(paths, 1):
            try:
                said = captioned(network, path, beams=beams, score=score)
            except ImageError as error:
                failures.append(error)
                continue

            def keep(picture: Image, kind: str, stem: str = path.stem) -> Path:
                name = f"{name_of(stem, part)}.{kind}.png"
                place = free_place((out or Path()) / name, overwrite=overwrite)
                save_picture(picture, place)
                return place

            if isinstance(said, Caption):
                picture = keep(said.picture(), "words") if said.attention is not None else None
                asked = method if why else None
                more = _asked(network, said, asked, keep, seed_of(opening), progress, ablation=ablation)
            else:
                picture, more = keep(said.picture(), "regions"), {"ablation": None, "why": None}
            done.append({**said.document(), "photo": str(path), "picture": picture, **more})
            progress.step(number, len(paths), what="photos")
            progress.check()

    return Answer({"photos": done}, lambda console: _show(done, console), errors=failures)


def _asked(
    network: Network,
    said: Caption,
    method: str | None,
    keep: Callable[[Image, str], Path],
    seed: int,
    progress: Progress,
    *,
    ablation: bool,
) -> dict[str, Any]:
    """What each word owes to those before it, and, by a method, to places; None of what is not asked."""
    from convscope.explanation.caption_sheet import draw_reasons
    from convscope.explanation.caption_words import explain_words
    from convscope.network.captioning import word_ablation

    reasons = None
    if method is not None and said.words:
        found = explain_words(network, said, method=method, seed=seed, progress=progress)
        reasons = {**found.document(), "picture": keep(draw_reasons(found), "why")}
    return {"ablation": word_ablation(network, said).tolist() if ablation else None, "why": reasons}


def _show(done: Sequence[dict[str, Any]], console: Console) -> None:
    """Each photo with its caption, and what was asked about it."""
    for one in done:
        line = f"{one['photo']}  {one['caption']} ({one['log_probability']:.2f})"
        if "words" not in one:
            line = f"{one['photo']}  regions: {len(one['regions'])}"
        console.print(line, markup=False, highlight=False, soft_wrap=True)
        for number, region in enumerate(one["regions"], 1):
            line = f"  {number}  {region['score']:.2f}  {region['caption']}"
            console.print(line, markup=False, highlight=False, soft_wrap=True)
        told = [each["word"] for each in one.get("words", ())]
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
