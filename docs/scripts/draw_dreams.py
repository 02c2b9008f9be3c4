"""Draw the pictures of the page on dreams.

python docs/scripts/draw_dreams.py [dreams zoom inversion style caricature]
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import skimage
from PIL import Image

import convscope
from convscope.images.animation import save_frames
from convscope.makers.making import make
from convscope.makers.progress import Making
from convscope.render import contact_sheet

PHOTOS = Path(skimage.__file__).parent / "data"
PICTURES = Path(__file__).parent.parent / "pictures" / "dreams"
QUALITY = 85
NETWORK = convscope.open_network("efficientnet-lite0")


def dreams() -> None:
    """Two photos, each dreamt at four depths."""
    pictures, captions = [], []
    for name in ("chelsea.png", "coffee.png"):
        for layer in ("blocks.1", "blocks.2", "blocks.3", "blocks.4"):
            pictures.append(convscope.dream(NETWORK, PHOTOS / name, layer, size=340).picture)
            captions.append(layer)
    _save(contact_sheet(pictures, captions, columns=4, text_size=14), "depths.jpg")


def zoom() -> None:
    """A dream fed back to itself, each time nearer."""
    asked = {
        "photo": PHOTOS / "coffee.png",
        "layers": ["blocks.4"],
        "size": 224,
        "octaves": 3,
        "steps": 8,
        "zoom": 20,
    }
    film = make("dream", NETWORK, asked, making=Making(frames=1)).film
    save_frames(film, PICTURES / "zoom.webp", milliseconds=120)


def inversion() -> None:
    """What each stage holds of a photo."""
    layers = ("conv_stem", "blocks.1", "blocks.2", "blocks.3", "blocks.4")
    _save(convscope.invert(NETWORK, PHOTOS / "chelsea.png", layers, steps=120).picture, "inversion.jpg")


def style() -> None:
    """One photo in two styles: a dream, and stained tissue."""
    photo = PHOTOS / "astronaut.png"
    with TemporaryDirectory() as folder:
        swirls = Path(folder) / "swirls.png"
        convscope.dream(NETWORK, PHOTOS / "coffee.png", "blocks.2", size=340).save(swirls)
        styles = [swirls, PHOTOS / "ihc.png"]
        pictures = [Image.open(path).convert("RGB") for path in styles]
        pictures += [convscope.style(NETWORK, photo, path, size=320, steps=30).picture for path in styles]
    for picture in pictures:
        picture.thumbnail((320, 320))
    captions = ["a dream of blocks.2", "stained tissue", "in the style of the dream", "of the tissue"]
    _save(contact_sheet(pictures, captions, columns=2, text_size=14), "style.jpg")


def caricature() -> None:
    """What two layers exaggerate in a photo."""
    pictures = [
        convscope.caricature(NETWORK, PHOTOS / "chelsea.png", layer, size=320, steps=120).picture
        for layer in ("blocks.2", "blocks.4")
    ]
    _save(contact_sheet(pictures, ["blocks.2", "blocks.4"], columns=2, text_size=14), "caricature.jpg")


def _save(picture: Image.Image, name: str) -> None:
    picture.save(PICTURES / name, quality=QUALITY, optimize=True)


DRAWINGS: dict[str, Callable[[], None]] = {
    "dreams": dreams,
    "zoom": zoom,
    "inversion": inversion,
    "style": style,
    "caricature": caricature,
}

if __name__ == "__main__":
    PICTURES.mkdir(parents=True, exist_ok=True)
    for drawing in sys.argv[1:] or DRAWINGS:
        DRAWINGS[drawing]()
