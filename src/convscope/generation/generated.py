"""Pictures that a network made."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.files import make_folder
from convscope.network.opening import Opening
from convscope.record import Recorded
from convscope.record.carried import write_json
from convscope.render import contact_sheet, save_picture
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import facts, picture

# Of a picture on the sheet, at least.
_SIDE = 56
_MOST = 400
ANY = "any"


@dataclass(frozen=True, eq=False, repr=False)
class Generated(Recorded, Displayed):
    """Pictures that a network made, each of a class.

    Attributes:
        pixels: (N, rows, columns, C) uint8.
        classes: of each picture the class that was asked for, ``any`` where none was.
        columns: of the sheet.
        seed: of the noise.
        network: how it was opened.
        settings: by which they were made.
    """

    pixels: NDArray[np.uint8] = field(repr=False)
    classes: tuple[str, ...]
    columns: int
    seed: int
    network: Opening
    settings: dict[str, Any]

    @property
    def pictures(self) -> list[Image.Image]:
        """Each picture."""
        return [Image.fromarray(one[:, :, 0] if one.shape[2] == 1 else one) for one in self.pixels]

    def sheet(self) -> Image.Image:
        """The first 400 pictures in rows, with their classes."""
        factor = max(1, -(-_SIDE // max(self.pixels.shape[1:3])))
        size = self.pixels.shape[2] * factor, self.pixels.shape[1] * factor
        shown = [one.resize(size, Image.Resampling.NEAREST) for one in self.pictures[:_MOST]]
        return contact_sheet(shown, self.classes[: len(shown)], self.columns, gap=4)

    def save(self, place: Path) -> list[Path]:
        """Write the sheet, and beside it a folder of its name with a folder of pictures for each class, and a JSON.

        Args:
            place: of the sheet; it ends with .png.

        Returns:
            Where each picture was written.

        Raises:
            OutputError: they cannot be written.
        """
        folder, places, seen = place.with_suffix(""), [], Counter[str]()
        make_folder(folder)
        for one, name in zip(self.pictures, self.classes, strict=True):
            into = folder / name.replace("/", "-")
            make_folder(into)
            places.append(into / f"{seen[name]:05}.png")
            save_picture(one, places[-1])
            seen[name] += 1
        document = {**self.document(), "pictures": [str(one) for one in places]}
        write_json(place.with_suffix(".json"), document, self.manifest())
        save_picture(self.sheet(), place, self.manifest())
        return places

    def document(self) -> dict[str, Any]:
        """All but the pictures in plain values."""
        return {
            "network": self.network.spec,
            "digest": self.network.digest,
            "count": len(self.pixels),
            "seed": self.seed,
            "pixels": hashlib.sha256(self.pixels.tobytes()).hexdigest()[:16],
            "classes": list(self.classes),
            **self.settings,
        }

    def _line(self) -> str:
        return f"{len(self.pixels)} pictures of {self.pixels.shape[1]} x {self.pixels.shape[2]}"

    def _fragments(self) -> Sequence[str]:
        return [picture(self.sheet(), side=800), facts({"seed": self.seed, **self.settings})]

    def _preview(self) -> Image.Image:
        return self.sheet()
