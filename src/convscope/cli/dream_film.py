"""What ``convscope dream`` answers where a film is looked at and not a photo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from convscope.cli.answer import Answer
from convscope.cli.film import DreamFilmOptions
from convscope.cli.options import opened
from convscope.cli.options_from import Given
from convscope.errors import ImageError, OutputError

if TYPE_CHECKING:
    from rich.console import Console

    from convscope.makers.film_dreams import DreamtFilm

_OF_MADE_FILMS = ("fps", "hold", "between", "ease")


def dreamt_film(given: Given, filming: Given, opening: Given, out: Path | None, quiet: bool) -> Answer | None:
    """Dream the film into another; None where a photo was given.

    An animation, such as a GIF, is a film where one is to be written, else the photo of its first frame.

    Raises:
        ConvscopeError: of the kind that says what is wrong.
    """
    from convscope.images.film import FILM_ENDINGS, is_film

    photo, how = given["photo"], DreamFilmOptions.model_validate(filming)
    if how.video is None:
        if photo.suffix.lower() in FILM_ENDINGS:
            raise ImageError(f"{photo} is a film.", "Say with --video FILE.mp4 where its dream shall be.")
        return None
    if not is_film(photo):
        return None
    if out is not None:
        raise OutputError("A film is dreamt into a film, not into a picture.", "Leave --out away.")
    for option in _OF_MADE_FILMS:
        if option in filming:
            raise OutputError(
                f"A dream of a film has the film's own times, and --{option} was given.",
                f"Leave --{option} away.",
            )
    if how.video.exists() and photo.exists() and how.video.samefile(photo):
        raise OutputError(f"{how.video} is the film itself.", "Give another place.")
    return _answer(_made(given, how, opening, quiet), photo)


def _made(given: Given, how: DreamFilmOptions, opening: Given, quiet: bool) -> DreamtFilm:
    from convscope.cli.progress import TerminalProgress, cancelled_by_signals
    from convscope.makers.film_dreams import dream_film
    from convscope.makers.making import find_maker

    assert how.video is not None
    settings = find_maker("dream").parse(given)
    network = opened(opening)
    with TerminalProgress(silent=quiet) as shown, cancelled_by_signals(shown):
        return dream_film(network, settings, how.video, steady=how.steady, progress=shown)


def _answer(made: DreamtFilm, photo: Path) -> Answer:
    def show(console: Console) -> None:
        size = f"{made.frames:d} frames of {made.columns:d} x {made.rows:d} pixels, {made.seconds:.2f} s"
        for line in (f"dream of {photo}", size, f"film: {made.video}"):
            console.print(line, markup=False, highlight=False, soft_wrap=True)

    document = {
        "film": photo,
        "video": made.video,
        "frames": made.frames,
        "seconds_shown": made.seconds,
        "rows": made.rows,
        "columns": made.columns,
        "sound_left_out": made.sound,
        "kept": made.kept,
    }
    return Answer(document, show)
