"""An embedding as a file: a page, a picture or a table of points."""

from __future__ import annotations

import csv
from pathlib import Path

from convscope.errors import OutputError
from convscope.files import replacing
from convscope.record.carried import write_beside
from convscope.render import save_picture
from convscope.report.embedding.embedding import Embedding
from convscope.report.embedding.page import embedding_page

SUFFIXES = (".html", ".png", ".csv")


def write_embedding(embedding: Embedding, path: Path) -> None:
    """Write the page, the picture or the points, by the path's suffix.

    Raises:
        OutputError: for another suffix, or when the file cannot be written.
    """
    match path.suffix.lower():
        case ".html":
            page = embedding_page(embedding)
            with replacing(path) as temporary:
                temporary.write_text(page, encoding="utf-8")
        case ".png":
            save_picture(embedding.picture(), path, embedding.manifest())
        case ".csv":
            _write_points(embedding, path)
            write_beside(path, embedding.manifest())
        case _:
            raise OutputError(
                f"An embedding is written as {', '.join(SUFFIXES)}, got {path}.",
                f"Write {path.with_suffix('.html')}.",
            )


def _write_points(embedding: Embedding, path: Path) -> None:
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("photo", "label", "x", "y"))
        for one in embedding.photos:
            writer.writerow((one.photo, one.label or "", repr(one.x), repr(one.y)))
