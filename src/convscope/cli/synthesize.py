"""What the commands that synthesise pictures share: progress, preview, interrupt, checkpoint, film, answer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from convscope.cli.answer import Answer

if TYPE_CHECKING:
    from rich.console import Console

    from convscope.makers import Synthesis
    from convscope.makers.picture_cache import PictureCache
    from convscope.network import Network

Gif = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Also write how the picture came about: F.gif, F.webp or F.mp4."),
]
PreviewEvery = Annotated[
    int, typer.Option(min=0, help="Refresh OUT.preview.png every so many steps; 0 for no preview.")
]
FRAMES = 48


def said(**settings: Any) -> dict[str, Any]:
    """The settings that the user gave; the maker knows the defaults of the others."""
    return {name: value for name, value in settings.items() if value is not None}


def synthesized(
    name: str,
    network: Network,
    opening: Mapping[str, Any],
    settings: Mapping[str, Any],
    out: Path,
    *,
    gif: Path | None = None,
    preview_every: int = 25,
    quiet: bool = False,
    limit: int | None = None,
    cache: PictureCache | None = None,
) -> Answer:
    """Make a picture and write it, with what the user sees meanwhile.

    Ctrl-C ends it after the step with the best picture so far; the same command goes on from there, and so does the
    same command after the process was killed.

    Raises:
        ConvscopeError: of the kind that says what is wrong.
    """
    from convscope.cli.progress import TerminalProgress, cancelled_by_signals
    from convscope.errors import OutputError
    from convscope.images.animation import check_animation, save_frames
    from convscope.makers import Making, find_maker, key_of, make

    if out.suffix.lower() != ".png":
        raise OutputError(f"A picture is written as PNG, but {out} is to be written.", "Name it .png.")
    if gif is not None:
        check_animation(gif)
    key = key_of(name, network, find_maker(name).parse(settings))
    with TerminalProgress(silent=quiet) as shown, cancelled_by_signals(shown):
        making = Making(
            shown,
            preview=out.with_suffix(".preview.png") if preview_every else None,
            preview_every=preview_every,
            frames=FRAMES if gif else 0,
            checkpoint=out.with_name(f".{out.stem[:60]}.{key}.checkpoint"),
            key=key,
            limit=limit,
            cache=cache,
        )
        made = make(name, network, settings, making=making, opening=opening)
    made.save(out)
    if gif is not None:
        save_frames([*made.film, made.picture.convert("RGB")], gif)
    making.finish()
    return _answer(made, out, gif)


def _answer(made: Synthesis, out: Path, gif: Path | None) -> Answer:
    def show(console: Console) -> None:
        lines = [
            f"{made.maker} of {made.objective}",
            f"network: {made.network['name']} (weights: {made.network['weights']})",
            f"value: {made.value:.4g} after {made.steps} steps in {made.seconds:.0f} s",
            *(["stopped early; the same command goes on from here"] if made.stopped else []),
            *([f"animation: {gif}"] if gif else []),
            f"picture: {out}",
        ]
        for line in lines:  # names may hold what Rich takes for markup
            console.print(line, markup=False, highlight=False, soft_wrap=True)

    document = {
        "objective": made.objective,
        "picture": out,
        "value": made.value,
        "steps": made.steps,
        "stopped": made.stopped,
        "animation": gif,
        "network": made.network["name"],
        **made.facts,
    }
    return Answer(document, show)
