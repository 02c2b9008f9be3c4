"""Where the pictures of ``convscope filter`` go."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from convscope.cli.places import free_place
from convscope.errors import OutputError


def places_of(
    photos: Sequence[Path], filtered_with: str, out: Path, *, overwrite: bool = False
) -> list[Path]:
    """A picture's file for each photo.

    Args:
        photos: the photos' files.
        filtered_with: text form of the kernel or bank.
        out: a file, recognised by its suffix, for one photo; else a folder, in which files are called by photo
            and kernel, with a number where two photos have the same name or a file is there already.
        overwrite: whether a file that is there counts for nothing.

    Raises:
        OutputError: when ``out`` is one file for several photos.
    """
    if out.suffix and not out.is_dir():
        if len(photos) > 1:
            raise OutputError(
                f"--out {out} is one file, got {len(photos)} photos.", "Name a folder, without a suffix."
            )
        return [out]
    from convscope.images.standard_input import stem_of

    ending = re.sub(r"[^\w.]+", "-", filtered_with).strip("-")
    seen: Counter[str] = Counter()
    places = []
    for photo in photos:
        stem = stem_of(photo)
        seen[stem] += 1
        number = f"-{seen[stem]}" if seen[stem] > 1 else ""
        places.append(free_place(out / f"{stem}{number}-{ending}.png", overwrite=overwrite))
    return places
