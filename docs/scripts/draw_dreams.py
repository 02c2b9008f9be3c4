"""Draw the pictures of the page on dreams.

python docs/scripts/draw_dreams.py [dreams zoom film inversion style caricature]
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import skimage
from PIL import Image

import convscope
from convscope.images.animation import save_frames
from convscope.images.film import open_film
from convscope.images.film_writing import write_film
from convscope.makers.films import STEADY
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


def film() -> None:
    """A pan over a photo: frames of it, dreamt one by one, and held along the motion."""
    photo = Image.open(PHOTOS / "chelsea.png").convert("RGB").resize((300, 200))
    views = [photo.crop((4 * number, 10, 4 * number + 200, 160)) for number in range(9)]
    with TemporaryDirectory() as folder:
        place = Path(folder)
        write_film(((view, 1) for view in views), place / "pan.mp4", Fraction(1, 25))
        for name, steady in (("alone.mp4", 0.0), ("held.mp4", STEADY)):
            convscope.dream_film(
                NETWORK, place / "pan.mp4", place / name, "blocks.3", octaves=3, steady=steady
            )
        pictures = []
        for name in ("pan.mp4", "alone.mp4", "held.mp4"):
            frames = [Image.fromarray(pixels) for pixels, _ in open_film(place / name).frames()]
            pictures += frames[6:]
    said = [f"frame {number}" for number in (7, 8, 9)]
    captions = [*said, *("by itself" for _ in said), *("held along the motion" for _ in said)]
    _save(contact_sheet(pictures, captions, columns=3, text_size=14), "film.jpg")


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
    "film": film,
    "inversion": inversion,
    "style": style,
    "caricature": caricature,
}

if __name__ == "__main__":
    PICTURES.mkdir(parents=True, exist_ok=True)
    for drawing in sys.argv[1:] or DRAWINGS:
        DRAWINGS[drawing]()
