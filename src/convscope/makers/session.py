"""The making of one picture: who watches it, how it is stopped, and where it goes on from."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from PIL import Image

from convscope.files import replacing
from convscope.makers.shelf import Shelf
from convscope.synthesis import Stop

Show = Callable[[int, int, float], None]


@dataclass
class Session:
    """The surroundings of a maker at work; by default nobody watches and nothing is kept.

    Attributes:
        show: called after each step with its number, how many there are, and the objective's value.
        preview: a file that shows how far it is.
        preview_every: steps from one preview to the next.
        frames: how many pictures of the way to keep, evenly spread; 0 for none.
        checkpoint: a file from which a killed run goes on.
        checkpoint_seconds: from one checkpoint to the next.
        key: of all that decides the picture; a checkpoint with another key is not gone on from.
        limit: stop after this step, as an earlier run did.
        shelf: where finished pictures are kept and found.
    """

    show: Show | None = None
    preview: Path | None = None
    preview_every: int = 25
    frames: int = 0
    checkpoint: Path | None = None
    checkpoint_seconds: float = 5.0
    key: str = ""
    limit: int | None = None
    shelf: Shelf | None = None
    stopped: bool = False
    step: int = 0
    film: list[Image.Image] = field(default_factory=list)
    _resumed: Mapping[str, Any] | None = None
    _saved: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        if self.checkpoint is not None and self.checkpoint.exists():
            with suppress(Exception):  # half a checkpoint, or one of something else, is none
                found = torch.load(self.checkpoint, weights_only=True)
                if found["key"] == self.key:
                    self._resumed, self.step = found["state"], found["step"]
                    self.film = [Image.fromarray(frame.numpy()) for frame in found["film"]]

    @property
    def resumed(self) -> Mapping[str, Any] | None:
        """What the last tick of a killed run gave as its state; None for a fresh start."""
        return self._resumed

    def stop(self) -> None:
        """End the making after this step, with the best picture so far."""
        self.stopped = True

    def tick(
        self,
        steps: int,
        value: float,
        picture: Callable[[], Image.Image],
        state: Callable[[], Mapping[str, Any]],
    ) -> None:
        """Say that a step was taken.

        Args:
            steps: how many there will be in all.
            value: of the objective.
            picture: makes the picture as it is now.
            state: makes what the maker needs to go on from here: plain values and tensors.

        Raises:
            Stop: the making shall end with the best picture so far.
        """
        self.step += 1
        if self.show is not None:
            self.show(self.step, steps, value)
        if self.preview is not None and (self.step % self.preview_every == 0 or self.step == 1):
            with replacing(self.preview) as temporary:
                picture().save(temporary)
        if self.frames and self.step % max(1, steps // self.frames) == 0:
            self.film.append(picture())
        if self.checkpoint is not None and time.monotonic() - self._saved >= self.checkpoint_seconds:
            self._save(state())
        if self.limit is not None and self.step >= self.limit:
            self.stop()
        if self.stopped:
            if self.checkpoint is not None and not self._at_end:
                self._save(state())
            raise Stop

    def finish(self) -> None:
        """Take away what is needed no more."""
        if self.preview is not None:
            self.preview.unlink(missing_ok=True)
        if self.checkpoint is not None and (self._at_end or not self.stopped):
            self.checkpoint.unlink(missing_ok=True)

    @property
    def _at_end(self) -> bool:
        """Whether it is where an earlier run stopped, so that there is nothing to go on with."""
        return self.limit is not None and self.step >= self.limit

    def _save(self, state: Mapping[str, Any]) -> None:
        assert self.checkpoint is not None
        film = [torch.frombuffer(bytearray(f.tobytes()), dtype=torch.uint8) for f in self.film]
        shaped = [pixels.reshape(f.height, f.width, 3) for pixels, f in zip(film, self.film, strict=True)]
        whole = {"key": self.key, "step": self.step, "state": dict(state), "film": shaped}
        with replacing(self.checkpoint) as temporary, temporary.open("wb") as file:
            torch.save(whole, file)
        self._saved = time.monotonic()
