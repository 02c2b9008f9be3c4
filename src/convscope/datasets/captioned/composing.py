"""Scenes composed of real photos, with exact sentences: which thing lies where, and what colour it has."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.datasets.captioned.scene_grammar import COLOURS, RELATIONS, Facts, Thing
from convscope.datasets.dataset import UNDIVIDED, Dataset, Item
from convscope.datasets.opening import open_dataset
from convscope.errors import DataError, ImageError, OutputError
from convscope.files import make_folder
from convscope.progress import Progress

SIDE = 224
_SIZES = (84, 108)
# Of scenes: with a single thing, of things: with a colour that is not their own.
_ALONE, _COLOURED = 0.2, 0.4
# Of a thing's own colours, so much is left under the one that it gets.
_LEFT = 0.35
# Of the compositions of kind and relation and of colour and kind, so many are kept for the test part.
_HELD = 0.1
_PARTS = ("train", "val", "test")
_FADE = 6


@dataclass(frozen=True)
class Composed:
    """Where scenes were written.

    Attributes:
        folder: with a JSON file of COCO's captions and one of Visual Genome's regions for each part.
        counts: scenes of each part.
        kinds: of things.
    """

    folder: Path
    counts: dict[str, int]
    kinds: tuple[str, ...]


def compose(
    things: Sequence[str | os.PathLike[str]],
    backgrounds: str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    count: int = 4000,
    seed: int = 0,
    progress: Progress | None = None,
) -> Composed:
    """Compose scenes of one or two things on photos, and write them with their sentences.

    A tenth of the compositions, of two kinds and a relation and of a colour and a kind, stands in no scene of the
    parts ``train`` and ``val`` and in each of ``test``.  Scenes of ``val`` and ``test`` show photos of the things'
    own validation parts, where they have such.

    Args:
        things: data sets of pictures in classes; their names, in the singular, are the kinds.
        backgrounds: photos to put them on.
        out: a folder that is not there.
        count: scenes of ``train``; a tenth as many, at least 20, are made for each other part.
        seed: of everything random.
        progress: told how many scenes are done.

    Raises:
        DataError: a data set cannot be opened, or there are fewer than three kinds.
        OutputError: the folder is there, or cannot be written to.
        Cancelled: somebody asked to stop; the folder then holds no sentences.
    """
    folder, progress = Path(out), progress or Progress()
    if folder.exists():
        raise OutputError(f"There is something at {folder} already.", "Choose another place.")
    opened = [open_dataset(place) for place in things]
    behind = open_dataset(backgrounds, needs_labels=False).items
    pools = {part: _pool(opened, "train" if part == "train" else "val") for part in ("train", "val")}
    kinds = tuple(sorted(pools["train"]))
    if len(kinds) < 3:
        raise DataError(f"Scenes need three kinds of things or more, got {len(kinds)}.", "Name more data.")
    held = _held(kinds, np.random.default_rng([seed, 0]))
    counts = dict(zip(_PARTS, (count, max(20, count // 10), max(20, count // 10)), strict=True))
    make_folder(folder)
    done = 0
    for place, part in enumerate(_PARTS):
        make_folder(folder / part)
        pool = pools["train" if part == "train" else "val"]
        images: list[dict[str, object]] = []
        captions: list[dict[str, object]] = []
        regions: list[dict[str, object]] = []
        for number in range(counts[part]):
            chance = np.random.default_rng([seed, 1 + place, number])
            facts = _facts(kinds, held, chance, is_held=part == "test")
            pixels, boxes = _scene(facts, pool, behind, chance)
            name = f"{part}/{number:06}.jpg"
            Image.fromarray(pixels).save(folder / name, quality=92)
            images.append({"id": number, "file_name": name, "height": SIDE, "width": SIDE})
            told = dict.fromkeys((facts.sentence, facts.opposite.sentence))
            captions += [
                {"id": len(captions) + i, "image_id": number, "caption": one} for i, one in enumerate(told)
            ]
            regions.append({"id": number, "file_name": name, "regions": _regions(facts, boxes, number)})
            done += 1
            if not done % 50:
                progress.step(done, sum(counts.values()), what="scenes")
                progress.check()
        for what, document in (
            ("captions", {"images": images, "annotations": captions}),
            ("regions", regions),
        ):
            (folder / f"{what}_{part}.json").write_text(json.dumps(document), encoding="utf-8")
    return Composed(folder, counts, kinds)


def _pool(opened: Sequence[Dataset], part: str) -> dict[str, list[Item]]:
    """The pictures of each kind in a part; of data that nobody divided, all."""
    found: dict[str, list[Item]] = {}
    for data in opened:
        items = data.splits.get(part) or data.splits.get("test") or data.splits.get(UNDIVIDED) or data.items
        for item in items:
            found.setdefault(_singular(data.classes[item.label]), []).append(item)
    return found


def _singular(name: str) -> str:
    word = name.lower().replace("_", " ").replace("-", " ")
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _held(kinds: Sequence[str], chance: np.random.Generator) -> set[tuple[str, ...]]:
    """Compositions of the test part alone; a relation and its opposite go together."""
    pairs = [(a, one, b) for a in kinds for b in kinds if a < b for one in RELATIONS]
    coloured = [(colour, kind) for colour in COLOURS for kind in kinds]
    chosen: set[tuple[str, ...]] = set()
    for compositions in (pairs, coloured):
        count = max(1, round(_HELD * len(compositions)))
        chosen |= {compositions[place] for place in chance.permutation(len(compositions))[:count]}
    return chosen | {(b, RELATIONS[one], a) for a, one, b in (c for c in chosen if len(c) == 3)}


def _facts(
    kinds: Sequence[str], held: set[tuple[str, ...]], chance: np.random.Generator, *, is_held: bool
) -> Facts:
    """What a scene shows: none of the compositions that are held back, or at least one of them."""
    while True:
        many = 1 if chance.random() < _ALONE else 2
        chosen = [str(kinds[place]) for place in chance.permutation(len(kinds))[:many]]
        things = tuple(
            Thing(kind, str(chance.choice(list(COLOURS))) if chance.random() < _COLOURED else "")
            for kind in chosen
        )
        facts = Facts(things, str(chance.choice(list(RELATIONS))) if many > 1 else "")
        composed = {(thing.colour, thing.kind) for thing in things} | {facts.triple}
        if bool(composed & held) == is_held:
            return facts


def _scene(
    facts: Facts, pool: dict[str, list[Item]], behind: Sequence[Item], chance: np.random.Generator
) -> tuple[NDArray[np.uint8], list[tuple[int, int, int, int]]]:
    """The picture, and the box (left, top, right, bottom) of each thing."""
    scene = _square(_readable(behind, chance), SIDE, chance).astype(np.float32)
    boxes = []
    for thing, (row, column) in zip(facts.things, _middles(facts, chance), strict=True):
        side = int(chance.integers(*_SIZES))
        pixels = _square(_readable(pool[thing.kind], chance), side).astype(np.float32)
        if thing.colour:
            grey = pixels.mean(2, keepdims=True)
            pixels = _LEFT * pixels + (1 - _LEFT) * grey * np.array(COLOURS[thing.colour], np.float32) * 1.3
        top, left = (int(np.clip(middle - side // 2, 0, SIDE - side)) for middle in (row, column))
        mask = _mask(side)
        part = scene[top : top + side, left : left + side]
        part[:] = mask * pixels.clip(0, 255) + (1 - mask) * part
        boxes.append((left, top, left + side, top + side))
    return scene.clip(0, 255).astype(np.uint8), boxes


def _middles(facts: Facts, chance: np.random.Generator) -> list[tuple[int, int]]:
    """(row, column) of the middle of each thing, so that no other relation could be meant."""
    if not facts.relation:
        row, column = chance.integers(60, SIDE - 60, 2)
        return [(int(row), int(column))]
    near, far = int(chance.integers(52, 60)), int(chance.integers(SIDE - 60, SIDE - 52))
    across = int(chance.integers(70, SIDE - 70))
    others = across, int(np.clip(across + chance.integers(-18, 19), 56, SIDE - 56))
    along = (near, far) if facts.relation in ("to the left of", "above") else (far, near)
    pairs = list(zip(along, others, strict=True))
    return pairs if facts.relation in ("above", "below") else [(b, a) for a, b in pairs]


def _readable(items: Sequence[Item], chance: np.random.Generator) -> NDArray[np.uint8]:
    """The pixels of one of the pictures that can be read, in colour."""
    for _ in range(20):
        try:
            return items[int(chance.integers(len(items)))].photo().pixels
        except ImageError:
            continue
    raise DataError("Twenty pictures one after the other cannot be read.", "`convscope data` says why.")


def _square(
    pixels: NDArray[np.uint8], side: int, chance: np.random.Generator | None = None
) -> NDArray[np.uint8]:
    """The middle square of a picture, or one anywhere, in a size."""
    rows, columns = pixels.shape[:2]
    short = min(rows, columns)
    top, left = (rows - short) // 2, (columns - short) // 2
    if chance is not None:
        top, left = (int(chance.integers(free + 1)) for free in (rows - short, columns - short))
    part = Image.fromarray(pixels[top : top + short, left : left + short])
    return np.asarray(part.resize((side, side), Image.Resampling.BILINEAR))


def _mask(side: int) -> NDArray[np.float32]:
    """A square with round corners whose edge fades, (side, side, 1)."""
    away = np.abs(np.arange(side) + 0.5 - side / 2) / (side / 2)
    round_distance = (away[:, None] ** 6 + away[None] ** 6) ** (1 / 6)
    mask: NDArray[np.float32] = np.clip((1 - round_distance) * side / 2 / _FADE, 0, 1).astype(np.float32)
    return mask[..., None]


def _regions(
    facts: Facts, boxes: Sequence[tuple[int, int, int, int]], number: int
) -> list[dict[str, object]]:
    """Visual Genome's form: where each thing lies, in words."""
    return [
        {
            "image_id": number,
            "region_id": 10 * number + place,
            "x": left,
            "y": top,
            "width": right - left,
            "height": bottom - top,
            "phrase": thing.phrase,
        }
        for place, (thing, (left, top, right, bottom)) in enumerate(zip(facts.things, boxes, strict=True))
    ]
