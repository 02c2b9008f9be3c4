"""The makers of films as functions of Python."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Unpack

from convscope.makers.films import STEADY, Redrawing, RedrawnFilm, redraw_film
from convscope.makers.frames.dreams import DreamtFrames
from convscope.makers.frames.styles import StyledFrames
from convscope.makers.functions import Objectives, maker_settings, texts_of
from convscope.makers.making import find_maker
from convscope.makers.options import DreamOptions, Photo, StyleOptions
from convscope.network import Network
from convscope.progress import Progress
from convscope.render.notebook import default_progress

Place = str | os.PathLike[str]
# The makers that take a film in the place of a photo.
FRAMES: Mapping[str, Callable[[Network, Any], Redrawing]] = {"dream": DreamtFrames, "style": StyledFrames}


def dream_film(
    network: Network,
    film: Place,
    video: Place,
    layer: Objectives = (),
    *,
    steady: float = STEADY,
    progress: Progress | None = None,
    **settings: Unpack[DreamOptions],
) -> RedrawnFilm:
    """Dream a film frame by frame, each held along the motion to the one before.

    Args:
        network: from `convscope.open_network` or `convscope.Network`.
        film: the path of a film, or of an animated GIF, WebP or PNG.
        video: where its dream is written: ends with .mp4, .gif or .webp.
        layer: what to see more of, as `convscope.dream` takes it.
        steady: how much of a frame's dream stays where the next sees the same: from 0, each by itself, to below 1.
        progress: told after each step; cancelling it leaves no film.
        settings: those of `convscope.dream`, without a zoom.

    Returns:
        What was written: `.video`, `.frames`, `.seconds`, `.kept`.

    Raises:
        ConvscopeError: of the kind that says what is wrong.
    """
    given = {**settings, "photo": Path(film), "layers": texts_of(layer)}
    return make_film("dream", network, given, Path(video), steady=steady, progress=default_progress(progress))


def style_film(
    network: Network,
    film: Place,
    styles: Photo | Sequence[Photo],
    video: Place,
    *,
    steady: float = STEADY,
    progress: Progress | None = None,
    **settings: Unpack[StyleOptions],
) -> RedrawnFilm:
    """Redraw a film in the style of pictures frame by frame, each held along the motion to the one before.

    Args:
        network: from `convscope.open_network` or `convscope.Network`.
        film: the path of a film, or of an animated GIF, WebP or PNG.
        styles: one or several pictures, as `convscope.style` takes them.
        video: where it is written: ends with .mp4, .gif or .webp.
        steady: how much of a frame stays where the next sees the same: from 0, each by itself, to below 1.
        progress: told after each step; cancelling it leaves no film.
        settings: those of `convscope.style`.

    Returns:
        What was written: `.video`, `.frames`, `.seconds`, `.kept`.

    Raises:
        ConvscopeError: of the kind that says what is wrong.
    """
    several = list(styles) if isinstance(styles, list | tuple) else [styles]
    given = {**settings, "content": Path(film), "styles": several}
    return make_film("style", network, given, Path(video), steady=steady, progress=default_progress(progress))


def make_film(
    maker: str,
    network: Network,
    settings: Mapping[str, Any],
    video: Path,
    *,
    steady: float = STEADY,
    progress: Progress | None = None,
) -> RedrawnFilm:
    """A film by the maker of that name; see `redraw_film`."""
    read = find_maker(maker).parse(maker_settings(settings))
    return redraw_film(FRAMES[maker](network, read), video, steady=steady, progress=progress)
