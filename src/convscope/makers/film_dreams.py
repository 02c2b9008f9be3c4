"""Dreams of films: each frame begins with what was dreamt of the one before, carried along by optical flow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor

from convscope.errors import SynthesisError
from convscope.files import replacing
from convscope.images.animation import check_animation
from convscope.images.film import open_film
from convscope.images.film_writing import write_film
from convscope.makers.kinds.dreams import Terms, coloured_as_set, dreaming, scenes_of
from convscope.makers.photos import check_takes_photos, of_size, pil_of
from convscope.makers.settings import DreamSettings
from convscope.network import Network
from convscope.progress import Part, Progress
from convscope.synthesis.deepdream import dream
from convscope.synthesis.flow import carried, flow, trusted

STEADY = 0.8


@dataclass(frozen=True)
class DreamtFilm:
    """What was written.

    Attributes:
        video: where.
        frames: how many, as many as the film has.
        seconds: that it lasts.
        rows: of each frame.
        columns: likewise.
        sound: whether the film has sound, which was left out.
        kept: the share of the frames, without the first, that began with the dream before them.
    """

    video: Path
    frames: int
    seconds: float
    rows: int
    columns: int
    sound: bool
    kept: float


def dream_film(
    network: Network,
    settings: DreamSettings,
    video: Path,
    *,
    steady: float = STEADY,
    progress: Progress | None = None,
) -> DreamtFilm:
    """Dream a film frame by frame; only two frames are held at a time.

    With x a frame, d what was added to the one before, w the flow from the frame back to it, m where w can be
    trusted and s how steady it shall be, a frame begins as  b = x + s m d(w)  and becomes
    b + (1 - s m) (dream(b) - b): where the same is seen, the dream is a running mean along the motion; where
    something appears, it is that of a photo.

    Args:
        network: read, never changed.
        settings: of a dream, the film being its photo.
        video: ends with .mp4, .gif or .webp.
        steady: s, from 0, each frame for itself, to below 1.
        progress: told after each step.

    Raises:
        Cancelled: by the progress; no film is written.
        ConvscopeError: of the kind that says what is wrong.
    """
    progress = progress or Progress()
    check_animation(video)
    check_takes_photos(network)
    if settings.zoom:
        raise SynthesisError("A zoom goes into a photo, and a film was given.", "Take one of its frames.")
    if not 0 <= steady < 1:
        raise SynthesisError(f"steady must be at least 0 and below 1, but is {steady}.")
    film = open_film(settings.photo)
    terms = scenes_of(network, settings)[0]
    if film.sound:
        progress.note("The film's sound is left out.")
    shown, kept = Fraction(0), 0.0
    count, size = 0, (0, 0)

    def written() -> Iterator[tuple[Image.Image, int]]:
        nonlocal shown, kept, count, size
        before: tuple[Tensor, Tensor] | None = None
        for pixels, ticks in film.frames():
            frame = of_size(Image.fromarray(pixels), settings.size, str(settings.photo))
            begun, held = _begun(frame, before, steady)
            part = _part(progress, settings, frame, count, film.count)
            dreamt = _dreamt(network, settings, terms, begun, part)
            progress.check()
            image = coloured_as_set(settings, frame, begun + (1 - held) * (dreamt - begun))
            before = frame, image - frame
            if count and steady:
                kept += float(held.mean()) / steady
            count, shown, size = count + 1, shown + ticks * film.tick, (frame.shape[2], frame.shape[3])
            yield pil_of(image), ticks

    with replacing(video) as temporary:
        write_film(written(), temporary, film.tick)
    share = kept / max(1, count - 1)
    return DreamtFilm(video, count, float(shown), *size, sound=film.sound, kept=share)


def _begun(frame: Tensor, before: tuple[Tensor, Tensor] | None, steady: float) -> tuple[Tensor, Tensor]:
    """What a frame's dream begins with, and how much of that stays at each place (1, 1, rows, columns)."""
    if before is None or not steady:
        return frame, torch.zeros(1, 1, *frame.shape[2:])
    photo, added = before
    back, forth = flow(frame, photo), flow(photo, frame)
    held = steady * trusted(back, forth)
    return (frame + held * carried(added, back)).clamp(0, 1), held


def _dreamt(
    network: Network, settings: DreamSettings, terms: Terms, begun: Tensor, progress: Progress
) -> Tensor:
    # One seed for all frames: where nothing moves, the dream is moved about in the same way each time.
    how = dreaming(settings, settings.octaves)
    found, _ = dream(network, begun, terms, how, seed=settings.seed, progress=progress)
    return found


def _part(
    progress: Progress, settings: DreamSettings, frame: Tensor, number: int, count: int | None
) -> Progress:
    steps = settings.steps * len(dreaming(settings, settings.octaves).sizes(frame))
    return Part(progress, number * steps, count and count * steps, what="dream")
