"""Files that are whole or not there at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from convscope.errors import OutputError


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path beside ``path`` that takes its place when the block ends without an error.

    The temporary name keeps the suffix, by which writers choose a format.

    Raises:
        OutputError: the folder does not exist or cannot be written to.
    """
    try:
        with NamedTemporaryFile(
            dir=path.parent, prefix=f".{path.stem}-", suffix=path.suffix, delete=False
        ) as file:
            temporary = Path(file.name)
    except OSError as error:
        raise OutputError(
            f"{path} cannot be written: {error.strerror}.", "Name a folder that exists and is yours."
        ) from error
    try:
        yield temporary
        temporary.chmod(0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
