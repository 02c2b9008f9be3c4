"""What the commands that redraw photos answer where a film is looked at and not a photo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from convscope.cli.answer import Answer
from convscope.cli.film import FilmOptions, RedrawnFilmOptions
from convscope.cli.options import opened
from convscope.cli.options_from import Given
from convscope.errors import ImageError, OutputError

if TYPE_CHECKING:
    from rich.console import Console

    from convscope.makers.films import RedrawnFilm

_OF_MADE_FILMS = (*FilmOptions.model_fields.keys() - {"video"}, "between", "ease")


def redrawn_film(
    maker: str, film: Path, given: Given, filming: Given, opening: Given, out: Path | None, quiet: bool
) -> Answer | None:
    """Redraw a film into another; None where a photo was given.

    An animation, such as a GIF, is a film where one is to be written, else the photo of its first frame.

    Args:
        maker: the name of the maker.
        film: the film or photo.
        given: of the maker's settings.
        filming: of `RedrawnFilmOptions`.
        opening: of the network's options.
        out: a picture's place, which a film has none of.
        quiet: show no progress.

    Raises:
        ConvscopeError: of the kind that says what is wrong.
    """
    from convscope.images.film import FILM_ENDINGS, is_film

    how = RedrawnFilmOptions.model_validate(filming)
    if how.video is None:
        if film.suffix.lower() in FILM_ENDINGS:
            raise ImageError(
                f"{film} is a film.", "Say with --video FILE.mp4 where the film made of it shall be."
            )
        return None
    if not is_film(film):
        return None
    if out is not None:
        raise OutputError("A film becomes a film, not a picture.", "Leave --out away.")
    for option in _OF_MADE_FILMS:
        if option in filming:
            raise OutputError(
                f"A film made of a film has its times, and --{option} was given.", f"Leave --{option} away."
            )
    if how.video.exists() and film.exists() and how.video.samefile(film):
        raise OutputError(f"{how.video} is the film itself.", "Give another place.")
    return _answer(maker, _made(maker, given, how, opening, quiet), film)


def _made(maker: str, given: Given, how: RedrawnFilmOptions, opening: Given, quiet: bool) -> RedrawnFilm:
    from convscope.cli.progress import TerminalProgress, cancelled_by_signals
    from convscope.makers.film_functions import make_film

    assert how.video is not None
    network = opened(opening)
    with TerminalProgress(silent=quiet) as shown, cancelled_by_signals(shown):
        return make_film(maker, network, given, how.video, steady=how.steady, progress=shown)


def _answer(maker: str, made: RedrawnFilm, film: Path) -> Answer:
    def show(console: Console) -> None:
        size = f"{made.frames:d} frames of {made.columns:d} x {made.rows:d} pixels, {made.seconds:.2f} s"
        for line in (f"{maker} of {film}", size, f"film: {made.video}"):
            console.print(line, markup=False, highlight=False, soft_wrap=True)

    document = {
        "film": film,
        "video": made.video,
        "frames": made.frames,
        "seconds_shown": made.seconds,
        "rows": made.rows,
        "columns": made.columns,
        "sound_left_out": made.sound,
        "kept": made.kept,
    }
    return Answer(document, show)
