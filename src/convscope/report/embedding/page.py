"""The HTML of an embedding, complete in one file."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from PIL import Image

from convscope.render.embed import photo_uri
from convscope.report.embedding.embedding import Embedding
from convscope.report.embedding.palette import UNLABELLED, colours_of
from convscope.report.spoken import templates

# Pairs of classes that the table shows; the JSON has all.
_PAIRS = 12
# Thumbnails of a sheet in a row and in a column, so that no picture is larger than browsers take.
_EDGE = 40


def embedding_page(embedding: Embedding) -> str:
    """The page as one HTML document that loads nothing."""
    colours = colours_of(embedding.labels)
    return (
        templates()
        .get_template("embedding.html")
        .render(
            embedding=embedding,
            faith=embedding.faithfulness,
            classes=[(one, colours[one.label]) for one in embedding.classes.classes],
            overlaps=embedding.classes.overlaps[:_PAIRS],
            placed=sum(photo.number is None for photo in embedding.photos),
            data=_data(embedding, colours),
        )
    )


def _data(embedding: Embedding, colours: Mapping[str, str]) -> Mapping[str, Any]:
    """What the page's script reads."""
    # Classes of new photos that the scan does not have are shown as unlabelled.
    places = {label: place for place, label in enumerate(embedding.labels)}
    thumbnails = embedding.thumbnails
    pictures = list(thumbnails.values())
    side = pictures[0].width
    per_sheet = _EDGE**2
    return {
        "photos": [
            [photo.photo, places.get(photo.label or "", -1), round(photo.x, 4), round(photo.y, 4)]
            for photo in embedding.photos
        ],
        "placed": [n for n, photo in enumerate(embedding.photos) if photo.number is None],
        "labels": list(embedding.labels),
        "colours": [colours[label] for label in embedding.labels],
        "unlabelled": UNLABELLED,
        "thumbnails": list(thumbnails),
        "side": side,
        "edge": _EDGE,
        "sheets": [
            photo_uri(_sheet(pictures[begin : begin + per_sheet], side))
            for begin in range(0, len(pictures), per_sheet)
        ],
    }


def _sheet(pictures: list[Image.Image], side: int) -> Image.Image:
    rows = math.ceil(len(pictures) / _EDGE)
    sheet = Image.new("RGB", (side * min(_EDGE, len(pictures)), side * rows))
    for n, picture in enumerate(pictures):
        row, column = divmod(n, _EDGE)
        sheet.paste(picture, (column * side, row * side))
    return sheet
