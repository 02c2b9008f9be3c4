"""Opening photos with boxes by their place."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import nullcontext, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from convscope.datasets.archives import is_archive, members
from convscope.datasets.boxed.box_table import box_tables, open_box_tables
from convscope.datasets.boxed.boxed_dataset import BoxedDataset
from convscope.datasets.boxed.coco import coco_files, open_coco
from convscope.datasets.boxed.labelme import labelme_files, open_labelme
from convscope.datasets.boxed.voc import open_voc, voc_files
from convscope.datasets.boxed.yolo import open_yolo, yolo_files
from convscope.datasets.folders import files_below
from convscope.datasets.sources import FileSource, MemberSource
from convscope.errors import DataError
from convscope.images.files import printable

_ANNOTATIONS = "annotations"


def open_boxed(place: str | os.PathLike[str]) -> BoxedDataset | None:
    """Open photos with boxes; no photo is decoded yet.

    Args:
        place: a folder or an archive with VOC's XML files in a folder ``Annotations``, with a JSON file of COCO, with
            YOLO's texts in a folder ``labels`` beside ``images``, with a CSV of boxes, or with LabelMe's JSON files
            beside the photos; or such a file of COCO or CSV itself, whose photos lie below its folder, or beside the
            folder ``annotations`` that holds it.

    Returns:
        None where there are no boxes in a form that is known.

    Raises:
        DataError: an annotation is wrong; the file and the place in it are named.
    """
    path, name = Path(place), printable(os.fspath(place))
    chosen = None
    if path.is_dir():
        root = path
    elif path.is_file() and path.suffix.lower() in (".json", ".csv", ".tsv"):
        root = path.parent.parent if path.parent.name.lower() == _ANNOTATIONS else path.parent
        chosen = path.relative_to(root).as_posix()
    elif path.is_file() and is_archive(path):
        return _of_files(name, members(path)[0], None)
    else:
        return None
    return _of_files(name, {file: FileSource(one) for file, one in files_below(root).files.items()}, chosen)


def _of_files(
    name: str, files: Mapping[str, FileSource] | Mapping[str, MemberSource], chosen: str | None
) -> BoxedDataset | None:
    forms: dict[str, Callable[[], BoxedDataset]] = {}
    if chosen is None and (found := voc_files(files)):
        forms["VOC"] = partial(open_voc, name, files, found)
    if chosen is None or chosen.lower().endswith(".json"):
        # A broken file is another's business where the boxes are known already.
        with suppress(DataError) if forms else nullcontext():
            if written := coco_files(files, chosen):
                forms["COCO"] = partial(open_coco, name, files, written)
    if chosen is None and (texts := yolo_files(files)):
        forms["YOLO"] = partial(open_yolo, name, files, texts)
    if chosen is None or not chosen.lower().endswith(".json"):
        with suppress(DataError) if forms else nullcontext():
            if tables := box_tables(files, chosen):
                forms["CSV"] = partial(open_box_tables, name, files, tables)
    if chosen is None and not forms and (drawn := labelme_files(files)):
        forms["LabelMe"] = partial(open_labelme, name, files, drawn)
    if not forms:
        return None
    first, *others = forms
    opened = forms[first]()
    if not others:
        return opened
    left = f"boxes are written as {', '.join(forms)}; those of {first} are taken"
    return replace(opened, notes=(*opened.notes, left))
