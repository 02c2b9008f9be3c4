"""Archives as data sets: an uncompressed tar is read in its place, all others are made one in the cache."""

from __future__ import annotations

import hashlib
import os
import shutil
import tarfile
import zipfile
from pathlib import Path
from typing import Any

from convscope.data.sources import MemberSource, stamp_of
from convscope.errors import DataError
from convscope.files import replacing

SUFFIXES = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".zip")


def cache_folder() -> Path:
    """Where decoded and unpacked data are kept: ``CONVSCOPE_CACHE``, or the user's cache."""
    own = os.environ.get("CONVSCOPE_CACHE")
    if own:
        return Path(own)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "convscope"


def is_archive(path: Path) -> bool:
    """Whether a path ends as an archive's does."""
    return path.name.lower().endswith(SUFFIXES)


def members(path: Path) -> tuple[dict[str, MemberSource], set[str]]:
    """The files of an archive by their paths, and its folders.

    Raises:
        DataError: it is broken or cut off.
    """
    tar = path if path.name.lower().endswith(".tar") else _as_tar(path)
    stamp = stamp_of(path)
    files: dict[str, MemberSource] = {}
    folders: set[str] = set()
    try:
        with tarfile.open(tar, "r:") as archive:
            for member in archive:
                if member.isdir():
                    folders.add(member.name.rstrip("/"))
                elif member.isreg():
                    files[member.name] = MemberSource(tar, member.offset_data, member.size, stamp)
    except (tarfile.TarError, OSError, EOFError) as error:
        raise _broken(path) from error
    return files, folders


def _as_tar(path: Path) -> Path:
    """The archive without compression, in the cache; made anew when the file changed."""
    key = hashlib.sha256(f"{path.absolute()} {stamp_of(path)}".encode()).hexdigest()[:16]
    tar = cache_folder() / "archives" / f"{path.name.partition('.')[0]}-{key}.tar"
    if tar.is_file():
        return tar
    try:
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
