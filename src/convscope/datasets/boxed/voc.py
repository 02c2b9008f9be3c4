"""Pascal VOC: an XML file a photo in ``Annotations``, splits as lists in ``ImageSets/Main``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from posixpath import basename, splitext

from convscope.datasets.boxed.boxed_dataset import BoxedDataset, WrittenBox, WrittenPhoto, assembled_boxes
from convscope.datasets.boxed.elements import Element, read_elements
from convscope.datasets.class_folders import SPLITS, is_hidden, is_picture
from convscope.datasets.dataset import UNDIVIDED
from convscope.datasets.sources import FileSource, MemberSource
from convscope.errors import DataError

Files = Mapping[str, FileSource] | Mapping[str, MemberSource]

_EDGES = ("xmin", "ymin", "xmax", "ymax")


def voc_files(files: Iterable[str]) -> list[str]:
    """The XML files of a folder ``Annotations`` among some paths, sorted."""
    return sorted(
        path
        for path in files
        if path.lower().endswith(".xml") and "annotations" in path.lower().split("/") and not is_hidden(path)
    )


def open_voc(name: str, files: Files, written: Iterable[str]) -> BoxedDataset:
    """The data set of VOC's files.

    Numbers are kept as they are written: VOC counts pixels from 1 and many tools from 0, which no file says.

    Args:
        name: of the data set.
        files: all files by their paths.
        written: those of the annotations.

    Raises:
        DataError: an annotation or a list is wrong, or the photo of one is missing.
    """
    pictures = {splitext(basename(path))[0]: path for path in sorted(files) if is_picture(path)}
    named = {basename(path): path for path in sorted(files) if is_picture(path)}
    splits, photos, alone = _splits(files), [], 0
    stems = {splitext(basename(path))[0] for path in written}
    for stem, (_, where) in splits.items():
        if stem not in stems:
            raise DataError(
                f"{where} names {stem!r}, which has no annotation.", "Add its XML file, or remove the line."
            )
    for path in written:
        stem, root = splitext(basename(path))[0], read_elements(files[path].content(path), path)
        if root.tag != "annotation":
            raise DataError(
                f"{path} is no annotation of VOC: it begins with <{root.tag}>.", "Remove the file."
            )
        said = basename(root.text_of("filename").replace("\\", "/")) if root.first("filename") else ""
        picture = pictures.get(stem) or named.get(said)
        if picture is None:
            raise DataError(
                f"{path} annotates {said or stem}, which is not there.",
                "Put the photo back, or remove the annotation.",
            )
        if splits and stem not in splits:
            alone += 1
            continue
        split = splits[stem][0] if splits else UNDIVIDED
        photos.append(WrittenPhoto(split, picture, files[picture], _size(root), list(_boxes(root))))
    classes = sorted({box.label for photo in photos for box in photo.boxes})
    notes = [f"annotated photos that are in no list of a split and are left out: {alone:,}"] if alone else []
    return assembled_boxes(name, "VOC", photos, classes, notes)


def _splits(files: Files) -> dict[str, tuple[str, str]]:
    """Of each photo in a list its split, and the file and line that say so."""
    found: dict[str, tuple[str, str]] = {}
    for path in sorted(files):
        split = SPLITS.get(splitext(basename(path))[0].lower())
        if split is None or not path.lower().endswith(".txt") or "imagesets" not in path.lower().split("/"):
            continue
        lines = files[path].content(path).decode("utf-8", "replace").splitlines()
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            stem, where = line.split()[0], f"Line {number} of {path}"
            before = found.get(stem)
            if before is not None and before[0] != split:
                raise DataError(
                    f"{where} names {stem!r}, which is in {before[0]} already.",
                    "Remove it from one of the lists.",
                )
            found[stem] = split, where
    return found


def _size(root: Element) -> tuple[int, int] | None:
    size = root.first("size")
    if size is None:
        return None
    rows, columns = (int(size.number_of(side)) for side in ("height", "width"))
    return (rows, columns) if rows > 0 and columns > 0 else None


def _boxes(root: Element) -> Iterator[WrittenBox]:
    for thing in root.all("object"):
        edges = thing.first("bndbox")
        if edges is None:
            raise DataError(
                f"The object at line {thing.line} of {thing.file} has no bndbox.",
                "Give it one, or remove the object.",
            )
        left, top, right, bottom = (edges.number_of(edge) for edge in _EDGES)
        where = f"line {thing.line} of {thing.file}"
        yield WrittenBox((left, top, right, bottom), thing.text_of("name"), is_crowd=False, where=where)
