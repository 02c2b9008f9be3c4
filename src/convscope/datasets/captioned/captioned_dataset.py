"""Opening photos with sentences, as COCO, Flickr8k and tables write them."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from convscope.datasets.class_folders import SPLITS, is_picture
from convscope.datasets.dataset import UNDIVIDED, Dataset, Item
from convscope.datasets.folders import files_below
from convscope.datasets.sources import FileSource
from convscope.datasets.tables import PATHS, SPLIT_COLUMNS, known_column, table_of
from convscope.errors import DataError
from convscope.images.files import printable
from convscope.network.vocabulary import words_of

CAPTIONS = ("caption", "comment", "sentence", "description")
# A line of Flickr8k's file: 1000268201_693b08cb0e.jpg#0<tab>A child in a pink dress .
_TOKEN = re.compile(r"(?P<photo>[^#\t]+\.\w+)#\d+\t(?P<caption>.+)")
# Photo, split and sentence, and where they stand.
_Told = tuple[str, str, str, str]


@dataclass(frozen=True)
class CaptionedDataset:
    """Photos with sentences.

    Attributes:
        pictures: the photos.
        captions: of each photo, by its name.
        form: as which they are written: COCO, Flickr8k or CSV.
        repeated: sentences that a photo has several times.
    """

    pictures: Dataset
    captions: Mapping[str, tuple[str, ...]]
    form: str
    repeated: int = 0


def captions_of(dataset: CaptionedDataset, item: Item) -> tuple[str, ...]:
    """The sentences of a photo."""
    return dataset.captions[item.name]


def open_captioned(place: str | os.PathLike[str]) -> CaptionedDataset | None:
    """Open photos with sentences; no photo is decoded yet.

    Args:
        place: a folder with COCO's JSON files of captions, with Flickr8k's file of tokens (``.txt``) or with a CSV
            with the columns ``path`` and ``caption``; or such a file itself, whose photos lie below its folder.

    Returns:
        None where there are no sentences in a form that is known.

    Raises:
        DataError: a sentence has no words, or its photo is not there; the file and the place in it are named.
    """
    path, name = Path(place), printable(os.fspath(place))
    root = path if path.is_dir() else path.parent.parent if path.parent.name == "annotations" else path.parent
    if not path.exists() or (path.is_file() and path.suffix.lower() not in _READERS):
        return None
    below = files_below(root).files
    # Near the top, so that a folder of thousands of texts is not read.
    chosen = [path] if path.is_file() else [one for file, one in below.items() if file.count("/") < 2]
    forms, told = dict[str, None](), list[_Told]()
    for file in sorted(chosen):
        form, read = _READERS.get(file.suffix.lower(), ("", None))
        if read is not None and (found := list(read(file))):
            forms[form] = None
            told += found
    if not told:
        return None
    return _assembled(name, root, {file for file in below if is_picture(file)}, told, " and ".join(forms))


def _assembled(name: str, root: Path, photos: set[str], told: Sequence[_Told], form: str) -> CaptionedDataset:
    endings: dict[str, list[str]] = {}
    for photo in photos:
        endings.setdefault(photo.rpartition("/")[2], []).append(photo)
    captions: dict[str, dict[str, None]] = {}
    splits: dict[str, dict[str, None]] = {}
    repeated = 0
    for said, split, caption, where in told:
        if not words_of(caption):
            raise DataError(f"{where} has no words.", "Write a sentence, or remove it.")
        near = endings.get(said.rpartition("/")[2], [])
        fitting = [photo for photo in near if photo == said or photo.endswith(f"/{said}")] or near
        if len(fitting) != 1:
            what = "which is not there" if not fitting else "and several photos are called so"
            raise DataError(f"{where} names {said}, {what}.", "Put the photo back, or name it by its path.")
        (photo,) = fitting
        repeated += caption in captions.setdefault(photo, {})
        captions[photo][caption] = None
        splits.setdefault(split, {})[photo] = None
    twice = next(
        (a for one in splits for a in splits[one] for other in splits if other != one and a in splits[other]),
        "",
    )
    if twice:
        raise DataError(f"{twice} of {name} is in two parts.", "Remove it from one.")
    items = {
        split: tuple(Item(photo, 0, FileSource(root / photo)) for photo in sorted(of))
        for split, of in sorted(
            splits.items(), key=lambda one: ("train", "val", "test", UNDIVIDED).index(one[0])
        )
    }
    return CaptionedDataset(
        Dataset(name, ("photo",), items), {photo: tuple(of) for photo, of in captions.items()}, form, repeated
    )


def _of_coco(file: Path) -> Iterator[_Told]:
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise DataError(f"{file} is no whole JSON.", "Write it anew.") from error
    if not isinstance(document, dict) or not isinstance(document.get("annotations"), list):
        return
    photos: dict[Any, str] = {
        one["id"]: one["file_name"]
        for one in document.get("images", ())
        if isinstance(one, dict) and isinstance(one.get("file_name"), str) and "id" in one
    }
    split = named_split(file)
    for place, one in enumerate(document["annotations"]):
        if not isinstance(one, dict) or not isinstance(one.get("caption"), str):
            return  # boxes, or something else
        where = f"annotations[{place}] of {file}"
        if one.get("image_id") not in photos:
            raise DataError(
                f"{where} is of the photo {one.get('image_id')}, which is not listed.", "Remove it."
            )
        yield photos[one["image_id"]], split, one["caption"], where


def _of_flickr(file: Path) -> Iterator[_Told]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (UnicodeDecodeError, OSError):
        return
    if not lines or not _TOKEN.fullmatch(lines[0].strip()):
        return
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        found = _TOKEN.fullmatch(line.strip())
        if not found:
            raise DataError(
                f"Line {number} of {file} is no photo with a sentence.",
                "Write photo.jpg#0, a tab and the sentence.",
            )
        yield found["photo"], named_split(file), found["caption"], f"Line {number} of {file}"


def _of_table(file: Path) -> Iterator[_Told]:
    table = table_of(file.read_bytes(), str(file))
    columns: dict[str, int] = {}
    for number, column in enumerate(table.header):
        columns.setdefault(column.strip().lower(), number)
    of_photo, of_caption = known_column(columns, PATHS), known_column(columns, CAPTIONS)
    of_split = known_column(columns, SPLIT_COLUMNS)
    if of_photo is None or of_caption is None:
        return
    for line, row in table.rows:
        where = f"Line {line} of {file}"
        said = row[of_split].strip().lower() if of_split is not None else ""
        if said and said not in SPLITS:
            raise DataError(f"{where} has the split {said!r}.", "Write train, val or test.")
        yield row[of_photo].strip(), SPLITS.get(said, UNDIVIDED), row[of_caption].strip(), where


_READERS: Mapping[str, Any] = {
    ".json": ("COCO", _of_coco),
    ".txt": ("Flickr8k", _of_flickr),
    ".csv": ("CSV", _of_table),
    ".tsv": ("CSV", _of_table),
}


def named_split(file: Path) -> str:
    """The part that a file's name says: ``val`` of ``captions_val2017.json``."""
    words = re.findall(r"[a-z]+", file.stem.lower())
    return next((SPLITS[word] for word in reversed(words) if word in SPLITS), UNDIVIDED)
