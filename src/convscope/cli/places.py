"""Where commands write: names that say what was asked, and no answer to one question in the place of another's."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from convscope.errors import OutputError

Overwrite = Annotated[
    bool,
    typer.Option(
        "--overwrite", help="Take the default name also where it exists, instead of a numbered one."
    ),
]

_LONGEST, _LONGEST_PART = 120, 40
_ENDING = re.compile(r"\.[a-zA-Z]\w{2,4}")  # of a file, and not a version's: .html, but not .v2


def name_of(stem: str, *parts: str | None) -> str:
    """What was asked as the name of a file, without what file systems and shells dislike.

    Args:
        stem: that of the user's own file, which stays as it is; or "".
        parts: network, method, target, layer, ... in this order; None and "" are left out.
    """
    words = (re.sub(r"[^\w.+]+", "-", part).strip("-.")[:_LONGEST_PART] for part in parts if part)
    return ".".join(word for word in (stem, *words) if word)[:_LONGEST].rstrip("-.") or "result"


def network_part(spec: str) -> str | None:
    """A network's part of a name: its own, None for the embedded one."""
    from convscope.network import embedded

    return None if spec == embedded.NAME else spec.removeprefix("run:")


def free_place(
    place: Path, *, overwrite: bool = False, is_taken: Callable[[Path], bool] = Path.exists
) -> Path:
    """The place itself or, where it is taken, the first free one with a number: ``cat-2.png``.

    Args:
        place: of the default name.
        overwrite: take it in any case.
        is_taken: whether a place may not be written to.
    """
    if overwrite:
        return place
    found, number = place, 1
    while is_taken(found):
        number += 1
        found = place.with_name(f"{place.stem}-{number}{place.suffix}")
    return found


@dataclass(frozen=True)
class Naming:
    """Where what is made of each of several files is written.

    Attributes:
        what: was done, as the files are named.
        part: what their names say of the network.
        folder: of the files.
        overwrite: whether files that are there are replaced.
    """

    what: str
    part: str | None
    folder: Path
    overwrite: bool

    def place(self, source: Path, ending: str) -> Path:
        """Where that of a file goes."""
        from convscope.images.standard_input import stem_of

        name = name_of(stem_of(source), self.what, self.part)
        return free_place(self.folder / f"{name}{ending}", overwrite=self.overwrite)


def check_folder(out: Path | None, what: str) -> None:
    """Refuse a folder that is named as a file is, before anything takes time, unless it is there.

    Args:
        out: as the user gave it.
        what: is written there, for the message.

    Raises:
        OutputError: it ends as a file does.
    """
    if out is not None and _ENDING.fullmatch(out.suffix) and not out.is_dir():
        raise OutputError(f"{what} go into a folder, got {out}.", f"Write --out {out.with_suffix('')}.")


def check_ending(out: Path | None, endings: Collection[str], what: str) -> None:
    """Refuse a file whose ending names another format, before anything takes time.

    Args:
        out: as the user gave it.
        endings: that are known, ``.png``.
        what: is written, for the message.

    Raises:
        OutputError: the ending is another.
    """
    if out is not None and out.suffix.lower() not in endings:
        raise OutputError(
            f"{what} ends with {' or '.join(endings)}, got {out}.",
            f"Write {out.with_suffix(next(iter(endings)))}.",
        )
