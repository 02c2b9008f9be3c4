"""Pictures of classes, judged by networks that did not make them: EfficientNet-Lite1 and Lite2, of other weights.

Twenty classes that are drawn at random, made with EfficientNet-Lite0 at 224 x 224 in as many steps by each recipe, as
its user would ask for them; lucent's as its documentation makes them.  The share of pictures whose class the judge
names first, or among its five first.  A judge of the same family and data may agree with what no person sees: look at
the pictures, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch
from PIL import Image

import convscope
from benchmarks.lite_networks import NAMES, open_lite
from benchmarks.measure import Table
from benchmarks.synthesis import lucents

CLASSES = 20
STEPS = 256
HEADER = ("recipe", "Lite1, first", "Lite1, first five", "Lite2, first", "Lite2, first five")


def run() -> Iterator[Table]:
    """A row a recipe."""
    torch.set_num_threads(2)
    chosen = torch.randperm(1000, generator=torch.Generator().manual_seed(5))[:CLASSES].tolist()
    judges = [open_lite(name) for name in NAMES[1:]]
    rows = {
        name: shares(judges, chosen, make(chosen))
        for name, make in (
            ("`classes`", lambda asked: ours(asked, recipe="classes")),
            ("`distill`", lambda asked: ours(asked, recipe="distill")),
            ("`maco`", lambda asked: ours(asked, recipe="maco")),
            ("lucent", peers),
        )
    }
    cells = tuple((name, *(f"{share:.0%}" for share in found)) for name, found in rows.items())
    yield Table(f"of {CLASSES} classes, {STEPS} steps", HEADER, cells, {"shares": rows})


def ours(chosen: Sequence[int], **settings: Any) -> list[np.ndarray]:
    """Pictures (rows, columns, 3), 0 to 1, by this project."""
    network = open_lite(NAMES[0])
    units = [f"class:{index}" for index in chosen]
    return list(convscope.visualize(network, units, steps=STEPS, **settings).images)


def peers(chosen: Sequence[int]) -> list[np.ndarray]:
    """The same by lucent."""
    return [lucents("class", index, STEPS)[0].permute(1, 2, 0).numpy() for index in chosen]


def shares(
    judges: Sequence[convscope.Network], chosen: Sequence[int], pictures: Sequence[np.ndarray]
) -> list[float]:
    """For each judge the share of pictures whose class it names first, and among its five first."""
    found = []
    for judge in judges:
        photos = [Image.fromarray(np.rint(picture.clip(0, 1) * 255).astype(np.uint8)) for picture in pictures]
        named = [[one.index for one in judge.predictions(judge.prepare(photo), top=5)[0]] for photo in photos]
        for first in (1, 5):
            hits = [index in names[:first] for index, names in zip(chosen, named, strict=True)]
            found.append(sum(hits) / len(hits))
    return found
