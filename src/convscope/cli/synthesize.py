"""What the commands that synthesise pictures share: progress, preview, interrupt, checkpoint, film, answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import BaseModel, Field

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.film import FilmOptions
from convscope.cli.options import NetworkOptions, network_of, opened
from convscope.cli.options_from import Given, options_from
from convscope.cli.photos import read_first
from convscope.cli.places import Overwrite, check_ending, free_place, name_of, network_part
from convscope.cli.redrawn_film import redrawn_film

if TYPE_CHECKING:
    from rich.console import Console

    from convscope.makers.picture_cache import PictureCache
    from convscope.makers.result import Synthesis
    from convscope.makers.settings import Settings
    from convscope.network import Network
    from convscope.synthesis.steering import Change

Out = Annotated[Path | None, typer.Option(help="The picture; by default named after what it is made of.")]
PreviewEvery = Annotated[
    int, typer.Option(min=0, help="Refresh OUT.preview.png every so many steps; 0 for no preview.")
]
FRAMES = 48


class _Cache(BaseModel):
    cache: bool = Field(True, description="Keep finished pictures in the user's cache folder, and use them.")


def synthesis_command(
    maker: str,
    settings: type[Settings],
    meaning: str,
    *,
    cached: bool = False,
    film: type[FilmOptions] = FilmOptions,
    takes_films: bool = False,
) -> Callable[..., None]:
    """The command of a maker, its options made from the maker's settings.

    Args:
        maker: its name.
        settings: its settings.
        meaning: the command's help.
        cached: whether finished pictures can be kept in a cache.
        film: the options of its film.
        takes_films: whether a film may be looked at in the place of a photo.
    """

    @answers
    @options_from(
        given=settings, filming=film, caching=_Cache if cached else BaseModel, opening=NetworkOptions
    )
    def command(
        *,
        given: Given,
        caching: Given,
        out: Out = None,
        overwrite: Overwrite = False,
        filming: Given,
        preview_every: PreviewEvery = 25,
        opening: Given,
        json_: Json = False,
        quiet: Quiet = False,
    ) -> Answer:
        check_ending(out, (".png",), "The picture")
        looked_at = _looked_at(settings, given)
        if takes_films:
            answer = redrawn_film(maker, looked_at, given, filming, opening, out, quiet or json_)
            if answer is not None:
                return answer
        if isinstance(looked_at, Path):
            read_first(*settings.model_construct(**given).photos())
        from convscope.makers.picture_cache import PictureCache

        uses_cache = cached and caching.get("cache", True) and "video" not in filming
        return synthesized(
            maker,
            opened(opening),
            given,
            out or _default_place(maker, settings, given, opening),
            numbered=out is None and not overwrite,
            film=film.model_validate(filming),
            preview_every=preview_every,
            quiet=quiet or json_,
            cache=PictureCache.of_user() if uses_cache else None,
        )

    command.__doc__ = meaning
    return command


def _default_place(maker: str, settings: type[Settings], given: Mapping[str, Any], opening: Given) -> Path:
    """A place named after what the picture is made of, the network, and the layers that were asked for."""
    from convscope.images.standard_input import stem_of

    first = _looked_at(settings, given)
    photo, said = (stem_of(first), "") if isinstance(first, Path) else ("", "+".join(first))
    layers = "+".join(given.get("layers", ())) or given.get("layer")
    return Path(f"{name_of(photo, said, network_part(network_of(opening)), maker, layers)}.png")


def _looked_at(settings: type[Settings], given: Mapping[str, Any]) -> Any:
    """What a picture is made of: a photo or units."""
    return given[next(name for name, field in settings.model_fields.items() if field.is_required())]


def synthesized(
    name: str,
    network: Network,
    settings: Mapping[str, Any],
    out: Path,
    *,
    numbered: bool = False,
    film: FilmOptions | None = None,
    preview_every: int = 25,
    quiet: bool = False,
    limit: int | None = None,
    changes: Sequence[Change] = (),
    cache: PictureCache | None = None,
) -> Answer:
    """Make a picture and write it, with what the user sees meanwhile.

    Ctrl-C ends it after the step with the best picture so far; the same command goes on from there, and so does the
    same command after the process was killed.

    Raises:
        ConvscopeError: of the kind that says what is wrong.
    """
    from convscope.cli.progress import TerminalProgress, cancelled_by_signals
    from convscope.images.animation import check_animation
    from convscope.makers.making import find_maker, key_of, make
    from convscope.makers.progress import Making
    from convscope.synthesis.steering import Steering

    film = film or FilmOptions()
    if film.video is not None:
        check_animation(film.video)
    key = key_of(name, network, find_maker(name).parse(settings), changes)

    def checkpoint_of(place: Path) -> Path:
        return place.with_name(f".{place.stem[:60]}.{key}.checkpoint")

    if numbered:  # a picture that was stopped is gone on with in its place
        out = free_place(out, is_taken=lambda place: place.exists() and not checkpoint_of(place).exists())
    with TerminalProgress(silent=quiet) as shown, cancelled_by_signals(shown):
        making = Making(
            shown,
            preview=out.with_suffix(".preview.png") if preview_every else None,
            preview_every=preview_every,
            frames=FRAMES if film.video else 0,
            checkpoint=checkpoint_of(out),
            key=key,
            limit=limit,
            cache=cache,
            steering=Steering(changes),
        )
        made = make(name, network, settings, making=making)
    made.save(out)
    film.write(made)
    making.finish()
    return _answer(made, out, film.video)


def _answer(made: Synthesis, out: Path, video: Path | None) -> Answer:
    def show(console: Console) -> None:
        lines = [
            f"{made.maker} of {made.objective}",
            f"network: {made.network} (weights: {made.weights})",
            f"value: {made.value:.4g} after {made.steps} steps in {made.seconds:.0f} s",
            *(["stopped early; the same command goes on from here"] if made.stopped else []),
            *([f"film: {video}"] if video else []),
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
        "video": video,
        "network": made.network,
        **made.facts,
    }
    return Answer(document, show)
