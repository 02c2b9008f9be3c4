"""Films redrawn frame by frame: each begins with what was drawn of the one before, carried along by optical flow."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
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
from convscope.makers.photos import of_size, pil_of
from convscope.progress import Part, Progress
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import facts, picture
from convscope.synthesis.flow import carried, flow, trusted

STEADY = 0.8


class Redrawing(ABC):
    """How each frame of a film is drawn.

    Attributes:
        film: where it lies.
        size: longest side of a frame; None for the film's own, at most 640.
        steps: that a frame takes at most.
        what: the work's name, for who watches it.
    """

    film: Path
    size: int | None
    steps: int
    what: str

    def base(self, frame: Tensor) -> Tensor:
        """What a frame (1, 3, rows, columns), 0 to 1, begins with where nothing is carried to it."""
        return frame

    @abstractmethod
    def drawn(self, frame: Tensor, begun: Tensor, carried: float, progress: Progress) -> Tensor:
        """The frame drawn, from what it begins with.

        Args:
            frame: (1, 3, rows, columns), 0 to 1.
            begun: the same shape.
            carried: the share of its places to which the drawing before it was carried.
            progress: of this frame.
        """

    def coloured(self, frame: Tensor, image: Tensor) -> Tensor:  # noqa: ARG002  # of the frame's colours
        """What is shown of a drawing."""
        return image


@dataclass(frozen=True, repr=False)
class RedrawnFilm(Displayed):
    """What was written.

    Attributes:
        video: where.
        frames: how many, as many as the film has.
        seconds: that it lasts.
        rows: of each frame.
        columns: likewise.
        sound: whether the film has sound, which was left out.
        kept: the share of the frames, without the first, that began with the drawing before them.
        first: the first frame, drawn.
    """

    video: Path
    frames: int
    seconds: float
    rows: int
    columns: int
    sound: bool
    kept: float
    first: Image.Image

    def _line(self) -> str:
        size = f"{self.columns:d} x {self.rows:d} pixels"
        return f"{self.video}: {self.frames:d} frames of {size}, {self.seconds:.2f} s"

    def _fragments(self) -> Sequence[str]:
        return [
            picture(self.first),
            facts(
                {
                    "film": self.video,
                    "begun with the frame before": f"{self.kept:.0%}",
                    "sound": "left out" if self.sound else None,
                }
            ),
        ]

    def _preview(self) -> Image.Image:
        return self.first


def redraw_film(
    redrawing: Redrawing, video: Path, *, steady: float = STEADY, progress: Progress | None = None
) -> RedrawnFilm:
    """Draw a film frame by frame; only two frames are held at a time.

    With x a frame, a(x) what it would begin with alone, d what was added to that in the frame before, w the flow from
    the frame back to it, m where w can be trusted and s how steady it shall be, a frame begins as
    b = a(x) + s m d(w)  and becomes  b + (1 - s m) (drawn(b) - b): where the same is seen, the drawing is a running
    mean along the motion; where something appears, it is that of a photo.

    Args:
        redrawing: how each frame is drawn.
        video: ends with .mp4, .gif or .webp.
        steady: s, from 0, each frame for itself, to below 1.
        progress: told after each step.

    Raises:
        Cancelled: by the progress; no film is written.
        ConvscopeError: of the kind that says what is wrong.
    """
    progress = progress or Progress()
    check_animation(video)
    if not 0 <= steady < 1:
        raise SynthesisError(f"steady must be at least 0 and below 1, but is {steady}.")
    film = open_film(redrawing.film)
    if film.sound:
        progress.note("The film's sound is left out.")
    shown, kept, count = Fraction(0), 0.0, 0
    first: Image.Image | None = None

    def written() -> Iterator[tuple[Image.Image, int]]:
        nonlocal shown, kept, count, first
        before: tuple[Tensor, Tensor] | None = None
        for pixels, ticks in film.frames():
            frame = of_size(Image.fromarray(pixels), redrawing.size, str(redrawing.film))
            base = redrawing.base(frame)
            begun, held = _begun(frame, base, before, steady)
            share = float(held.mean()) / steady if steady else 0.0
            total = film.count and film.count * redrawing.steps
            part = Part(progress, count * redrawing.steps, total, what=redrawing.what)
            drawn = redrawing.drawn(frame, begun, share, part)
            progress.check()
            image = redrawing.coloured(frame, begun + (1 - held) * (drawn - begun))
            before = frame, image - base
            kept, count, shown = kept + share, count + 1, shown + ticks * film.tick
            first = first or pil_of(image)
            yield pil_of(image), ticks

    with replacing(video) as temporary:
        write_film(written(), temporary, film.tick)
    assert first is not None
    return RedrawnFilm(
        video,
        count,
        float(shown),
        first.height,
        first.width,
        sound=film.sound,
        kept=kept / max(1, count - 1),
        first=first,
    )


def _begun(
    frame: Tensor, base: Tensor, before: tuple[Tensor, Tensor] | None, steady: float
) -> tuple[Tensor, Tensor]:
    """What a frame's drawing begins with, and how much of that stays at each place (1, 1, rows, columns)."""
    if before is None or not steady:
        return base, torch.zeros(1, 1, *frame.shape[2:])
    photo, added = before
    back, forth = flow(frame, photo), flow(photo, frame)
    held = steady * trusted(back, forth)
    return (base + held * carried(added, back)).clamp(0, 1), held
