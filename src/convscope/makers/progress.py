"""The making of one picture: what is seen of it meanwhile, and where it goes on from after a kill."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import torch
from PIL import Image

from convscope.files import replacing
from convscope.makers.picture_cache import PictureCache
from convscope.progress import Progress
from convscope.synthesis.checkpoint import Checkpoint, State
from convscope.synthesis.steering import Steering


class Making(Progress, Checkpoint):
    """The progress and the checkpoint of a picture; by default nobody sees it and nothing is kept.

    Args:
        shown: told of each step; cancelling it ends the making with the best picture so far.
        preview: a file that shows how far it is.
        preview_every: steps from one preview to the next.
        frames: how many pictures of the way to keep, evenly spread; 0 for none.
        checkpoint: a file from which a killed making goes on.
        checkpoint_seconds: from one checkpoint to the next.
        key: of all that decides the picture; a checkpoint with another key is not gone on from.
        limit: stop after this step, as an earlier making did.
        cache: where finished pictures are kept and found.
        steering: changes what is climbed.

    Attributes:
        done: steps taken.
        film: the pictures of the way.
        stopped: whether it was cancelled before its last step.
    """

    def __init__(
        self,
        shown: Progress | None = None,
        *,
        preview: Path | None = None,
        preview_every: int = 25,
        frames: int = 0,
        checkpoint: Path | None = None,
        checkpoint_seconds: float = 5.0,
        key: str = "",
        limit: int | None = None,
        cache: PictureCache | None = None,
        steering: Steering | None = None,
    ) -> None:
        Progress.__init__(self)
        Checkpoint.__init__(self)
        self.frames, self.limit, self.cache = frames, limit, cache
        self.steering = steering or Steering()
        self.done, self.stopped = 0, False
        self.film: list[Image.Image] = []
        self._shown = shown or Progress()
        self._preview, self._preview_every = preview, preview_every
        self._file, self._seconds, self._key = checkpoint, checkpoint_seconds, key
        self._saved = time.monotonic()
        if checkpoint is not None and checkpoint.exists():
            with suppress(Exception):  # half a checkpoint, or one of something else, is none
                self._read(checkpoint)

    def step(
        self,
        done: int,
        total: int | None,
        *,
        what: str = "",
        picture: Callable[[], Image.Image] | None = None,
        figures: Mapping[str, float] | None = None,
    ) -> None:
        """Show the step, and stop at the limit; see `Progress.step`."""
        self.done = done
        self._shown.step(done, total, what=what, picture=picture, figures=figures)
        if (
            picture is not None
            and self._preview is not None
            and (done % self._preview_every == 0 or done == 1)
        ):
            with replacing(self._preview) as temporary:
                picture().save(temporary)
        if picture is not None and self.frames and done % max(1, (total or 0) // self.frames) == 0:
            self.film.append(picture())
        if self._at_limit:
            self.cancel()

    def note(self, message: str) -> None:
        """Pass the note on; see `Progress.note`."""
        self._shown.note(message)

    @property
    def cancelled(self) -> bool:
        """Whether the limit is reached, or somebody has asked the making to end."""
        return super().cancelled or self._shown.cancelled

    def keep(self, state: Callable[[], State], *, last: bool = False) -> None:
        """Write a checkpoint where seconds have gone by or the making is cancelled; see `Checkpoint.keep`."""
        self.stopped = last
        if self._file is None or self._at_limit:
            return
        if last or time.monotonic() - self._saved >= self._seconds:
            self._write(self._file, state())

    def finish(self) -> None:
        """Delete what is needed no more."""
        if self._preview is not None:
            self._preview.unlink(missing_ok=True)
        if self._file is not None and (self._at_limit or not self.stopped):
            self._file.unlink(missing_ok=True)

    @property
    def _at_limit(self) -> bool:
        """Whether it is where an earlier making stopped, so that there is nothing to go on with."""
        return self.limit is not None and self.done >= self.limit

    def _read(self, file: Path) -> None:
        found = torch.load(file, weights_only=True)
        if found["key"] == self._key:
            film = [Image.fromarray(frame.numpy()) for frame in found["film"]]
            self.resumed, self.done, self.film = found["state"], found["step"], film

    def _write(self, file: Path, state: State) -> None:
        film = [torch.frombuffer(bytearray(frame.tobytes()), dtype=torch.uint8) for frame in self.film]
        shaped = [pixels.reshape(f.height, f.width, 3) for pixels, f in zip(film, self.film, strict=True)]
        whole = {"key": self._key, "step": self.done, "state": dict(state), "film": shaped}
        with replacing(file) as temporary, temporary.open("wb") as opened:
            torch.save(whole, opened)
        self._saved = time.monotonic()
