"""Archives as data sets: an uncompressed tar is read in its place, all others are made one in the cache."""

from __future__ import annotations

import hashlib
import json
import shutil
import tarfile
import zipfile
from pathlib import Path
from typing import Any

from convscope.cache import cache_room
from convscope.datasets.sources import MemberSource, stamp_of
from convscope.errors import DataError
from convscope.files import replacing

SUFFIXES = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".zip")


def is_archive(path: Path) -> bool:
    """Whether a path ends as an archive's does."""
    return path.name.lower().endswith(SUFFIXES)


def members(path: Path) -> tuple[dict[str, MemberSource], set[str]]:
    """The files of an archive by their paths, and its folders.

    Raises:
        DataError: it is broken or cut off.
    """
    stamp = stamp_of(path)
    try:
        if path.name.lower().endswith(".tar"):
            tar, (files, folders) = path, _listed(path)
        else:
            tar = _as_tar(path)
            files, folders = _listed_once(tar)
    except (tarfile.TarError, OSError, EOFError) as error:
        raise _broken(path) from error
    return {name: MemberSource(tar, offset, size, stamp) for name, offset, size in files}, set(folders)


# Of each file its path, where it begins and its length; and the paths of the folders.
_Listing = tuple[list[tuple[str, int, int]], list[str]]


def _listed(tar: Path) -> _Listing:
    with tarfile.open(tar, "r:") as archive:
        entries = list(archive)
    files = [(entry.name, entry.offset_data, entry.size) for entry in entries if entry.isreg()]
    return files, [entry.name.rstrip("/") for entry in entries if entry.isdir()]


def _listed_once(tar: Path) -> _Listing:
    """What is in a tar of the cache; kept beside it, as listing tens of thousands of files takes seconds."""
    place = tar.with_suffix(".json")
    try:
        kept: _Listing = json.loads(place.read_text())
    except (OSError, ValueError):
        kept = _listed(tar)
        with replacing(place) as temporary:
            temporary.write_text(json.dumps(kept))
    return kept


def _as_tar(path: Path) -> Path:
    """The archive without compression, in the cache; made anew when the file changed."""
    key = hashlib.sha256(f"{path.absolute()} {stamp_of(path)}".encode()).hexdigest()[:16]
    tar = cache_room("archives") / f"{path.name.partition('.')[0]}-{key}.tar"
    if tar.is_file():
        return tar
    try:
        tar.parent.mkdir(parents=True, exist_ok=True)
        with replacing(tar) as temporary:
            if path.name.lower().endswith(".zip"):
                _zip_to_tar(path, temporary)
            else:
                _decompress(path, temporary)
    except (tarfile.TarError, zipfile.BadZipFile, EOFError, ValueError) as error:
        raise _broken(path) from error
    return tar


def _decompress(path: Path, tar: Path) -> None:
    import bz2
    import gzip
    import lzma

    opener: Any = {".bz2": bz2.open, ".xz": lzma.open}.get(path.suffix.lower(), gzip.open)
    try:
        with opener(path, "rb") as packed, tar.open("wb") as plain:
            shutil.copyfileobj(packed, plain, 1 << 20)
    except (gzip.BadGzipFile, lzma.LZMAError) as error:
        raise _broken(path) from error


def _zip_to_tar(path: Path, tar: Path) -> None:
    with zipfile.ZipFile(path) as packed, tarfile.open(tar, "w") as plain:
        for member in packed.infolist():
            entry = tarfile.TarInfo(member.filename)
            if member.is_dir():
                entry.type = tarfile.DIRTYPE
                plain.addfile(entry)
            else:
                entry.size = member.file_size
                with packed.open(member) as content:
                    plain.addfile(entry, content)


def _broken(path: Path) -> DataError:
    return DataError(f"{path} is no complete archive.", "Fetch it anew.")
