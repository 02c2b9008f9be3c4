"""The options of the film that a synthesised picture can have."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, Field

if TYPE_CHECKING:
    from PIL.Image import Image

    from convscope.makers.result import Synthesis


class FilmOptions(BaseModel):
    """A film of how a picture came about."""

    video: Path | None = Field(
        None, description="Also write a film of how the picture came about: FILE.mp4, .gif or .webp."
    )
    fps: float = Field(24, ge=1, le=120, description="Frames in a second of the film.")
    hold: float = Field(1.5, ge=0, le=60, description="Seconds that the film's last frame stays.")

    def frames(self, made: Synthesis) -> Iterable[Image]:
        """The film's frames: the pictures of the way, and the result where it is not the last of them."""
        last = made.picture.convert("RGB")
        is_there = bool(made.film) and made.film[-1].tobytes() == last.tobytes()
        return made.film if is_there else (*made.film, last)

    def write(self, made: Synthesis) -> None:
        """Write the film, if there is to be one."""
        from convscope.images.animation import save_frames

        if self.video is not None:
            save_frames(self.frames(made), self.video, milliseconds=1000 / self.fps, last=1000 * self.hold)


class ZoomFilmOptions(FilmOptions):
    """A film of a zoom."""

    between: int = Field(3, ge=0, le=60, description="Frames of the film between two dreams of a zoom.")
    ease: bool = Field(False, description="Let the film of a zoom begin and end slowly.")

    def frames(self, made: Synthesis) -> Iterable[Image]:
        """Of a zoom an even way inwards; see `convscope.synthesis.zoom_film`."""
        from convscope.synthesis.zoom_film import zoom_film

        pictures = tuple(super().frames(made))
        if not made.settings.get("zoom"):
            return pictures
        how = made.settings
        return zoom_film(pictures, how["zoom_by"], how["turn"], self.between, ease=self.ease)


class RedrawnFilmOptions(FilmOptions):
    """A film of how a picture came about, or one made of a film."""

    steady: float = Field(
        0.8,
        ge=0,
        lt=1,
        description="How much of a film's drawing stays from one frame to the next where the same is seen; 0 for "
        "each frame by itself.",
    )


class DreamFilmOptions(RedrawnFilmOptions, ZoomFilmOptions):
    """A film of a dream, of a zoom, or of a film."""
