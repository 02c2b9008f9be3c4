"""By what files and folders are known again."""

from __future__ import annotations

import hashlib
from pathlib import Path

# Bytes up to which contents count: a data set of more is known by the names and sizes of its files.
WHOLE = 64 * 2**20


def fingerprint(place: str | Path) -> str:
    """16 hexadecimal digits of a file, or of all files in a folder; empty where there is neither.

    Names and sizes count, and contents too as long as they are `WHOLE` bytes together at most.
    """
    top = Path(place)
    try:
        files = [top] if top.is_file() else sorted(one for one in top.rglob("*") if one.is_file())
        if not files:
            return ""
        sizes = [one.stat().st_size for one in files]
        digest = hashlib.sha256()
        for file, size in zip(files, sizes, strict=True):
            name = "" if file == top else file.relative_to(top).as_posix()
            digest.update(f"{name}\0{size}\0".encode(errors="surrogateescape"))
            if sum(sizes) <= WHOLE:
                digest.update(file.read_bytes())
    except (OSError, ValueError):  # a name that no file can have, or one that may not be read
        return ""
    return digest.hexdigest()[:16]
