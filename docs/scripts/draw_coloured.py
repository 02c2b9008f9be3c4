"""Draw docs/pictures/coloured.jpg: grey photos, coloured, as they were, and coloured after strokes of a user's.

    python docs/scripts/draw_coloured.py COLORIZER

It is a run, `run:NAME`, trained as docs/restoration.md says; the photos are those of scikit-image.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

import skimage
import torch
from PIL import Image, ImageDraw

import convscope
from convscope.images import decode
from convscope.progress import Progress
from convscope.render import contact_sheet

PICTURE = Path(__file__).parent.parent / "pictures" / "coloured.jpg"
SIDE = 220
# Strokes (from and to in columns and rows, colour) of a photo.
STROKES = {
    "coffee.png": (((150, 200, 210, 260), "royalblue"), ((430, 120, 500, 60), "darkgreen")),
    "chelsea.png": (((120, 60, 200, 90), "sandybrown"), ((165, 105, 175, 112), "yellowgreen")),
    "rocket.jpg": (((60, 40, 200, 60), "orange"), ((450, 60, 600, 80), "orange")),
}


def main(spec: str) -> None:
    """Draw the sheet."""
    torch.set_num_threads(1)
    network = convscope.open_network(spec)
    pictures: list[Image.Image] = []
    for name, strokes in STROKES.items():
        photo = decode(Path(skimage.__file__).parent / "data" / name)
        layer = painted(photo.pixels.shape[:2], strokes)
        alone = convscope.colorize(network, photo, progress=Progress())
        hinted = convscope.colorize(network, photo, hints=as_file(layer), progress=Progress())
        given = alone.photo.to_pil()
        given.paste(layer, mask=layer)
        pictures += [smaller(one) for one in (alone.photo.to_pil(), alone.picture, given, hinted.picture)]
        pictures.append(smaller(photo.to_pil()))
    captions = ["grey", "coloured", "with strokes", "coloured by them", "as it was"]
    contact_sheet(pictures, captions * len(STROKES), columns=5).save(PICTURE, quality=88)


def painted(size: tuple[int, int], strokes: tuple[tuple[tuple[int, int, int, int], str], ...]) -> Image.Image:
    """A transparent picture (rows, columns) with strokes."""
    layer = Image.new("RGBA", (size[1], size[0]))
    for line, colour in strokes:
        ImageDraw.Draw(layer).line(line, fill=colour, width=12)
    return layer


def as_file(picture: Image.Image) -> bytes:
    """A picture as the bytes of a PNG."""
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def smaller(picture: Image.Image) -> Image.Image:
    """A picture of the sheet's width."""
    return picture.resize((SIDE, round(SIDE * picture.height / picture.width)), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    main(sys.argv[1])
