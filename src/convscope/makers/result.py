"""A synthesised picture with all that made it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.network import Opening
from convscope.record.carried import save_with_manifest
from convscope.record.recording import digest_of_figures
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import facts, picture
from convscope.synthesis.steering import Change


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Synthesis(Displayed):
    """A picture that was made by climbing an objective.

    Attributes:
        picture: what is saved.
        images: (N, rows, columns, C) the pictures by themselves, 0 to 1.
        objective: what was climbed.
        value: what was reached, of the picture as it is saved; the mean of several.
        steps: how many were taken.
        facts: further keys of the JSON document, in plain values.
        maker: what made it, such as ``visualize``; this and what follows is added by `convscope.makers.make`.
        settings: all that decides the picture besides the network.
        network: the network's name.
        weights: where its weights come from.
        opening: how it was opened, with the digest of its tensors; None before `make` has added it.
        photos: digests of the photos that it was made of, by path.
        film: the picture at several steps on the way, where that was asked for.
        seconds: that it took.
        stopped_at: the step after which it was stopped early; None where it was not.
        changes: where somebody changed what was climbed, and to what; ``settings`` says how it began, and
            ``objective`` how it ended.
    """

    picture: Image.Image
    images: NDArray[np.float32]
    objective: str
    value: float
    steps: int
    facts: Mapping[str, Any] = field(default_factory=dict)
    maker: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    network: str = ""
    weights: str = ""
    opening: Opening | None = None
    photos: Mapping[str, str] = field(default_factory=dict)
    film: tuple[Image.Image, ...] = ()
    seconds: float = 0.0
    stopped_at: int | None = None
    changes: tuple[Change, ...] = ()

    @property
    def stopped(self) -> bool:
        """Whether it was stopped early."""
        return self.stopped_at is not None

    def manifest(self) -> dict[str, Any]:
        """How the picture was made, in plain values; `convscope.reproduce` makes it again from them."""
        from convscope.version import VERSION

        return {
            "convscope": VERSION,
            "maker": self.maker,
            "network": self.network,
            "weights": self.weights,
            "opening": self.opening and self.opening.document(),
            "settings": dict(self.settings),
            "photos": dict(self.photos),
            "stopped_at": self.stopped_at,
            "changes": [asdict(change) for change in self.changes],
            "objective": self.objective,
            "value": self.value,
            "steps": self.steps,
            "found": digest_of_figures(self.images),
        }

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the picture as a PNG that carries how it was made (text chunk ``convscope``).

        Raises:
            OutputError: the place cannot be written to or has another format's ending.
        """
        save_with_manifest(self.picture, path, self.manifest())

    def _line(self) -> str:
        of = f" of {self.objective} by {self.network}"
        return f"{self.maker or 'picture'}{of}, {self.picture.height} x {self.picture.width} pixels"

    def _fragments(self) -> Sequence[str]:
        taken = f"{self.steps} steps, {self.seconds:.1f} s"
        about = {
            "objective": self.objective,
            **{f"objective after step {one.after}": ", ".join(one.objectives) for one in self.changes},
            "value": f"{self.value:.4g}",
            "network": f"{self.network} (weights: {self.weights})",
            "cost": f"{taken}, stopped early" if self.stopped else taken,
        }
        return [picture(self.picture), facts(about)]

    def _preview(self) -> Image.Image:
        return self.picture
