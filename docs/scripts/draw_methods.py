"""Draw a picture of every attribution method: ``python docs/scripts/draw_methods.py [METHOD ...]``.

Each method explains the most probable class of two photos that come with scikit-image, a cat and a cup, by the
embedded network and with its own default options.  ``pictures/methods/`` has a picture for each, ``methods.jpg`` all
of them on the cup.  Methods that are new in the registry are drawn without a word here.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from PIL import Image
from skimage import data

from convscope import open_network
from convscope.explanation import explain_all
from convscope.network import Network
from convscope.registry import methods
from convscope.render import contact_sheet

PICTURES = Path(__file__).parent.parent / "pictures"
QUALITY = 85


def slug(method: str) -> str:
    """A method's name as a file's, ``grad-cam-plus-plus``."""
    return method.replace("++", "-plus-plus")


def draw(network: Network, method: str) -> Image.Image:
    """A method's maps over both photos, side by side."""
    made = explain_all(network, [data.chelsea(), data.coffee()], method)
    return contact_sheet([one.overlay() for one in made], [f"{one.target}" for one in made], columns=2)


def overview(folder: Path) -> Image.Image:
    """The cup by all methods that are drawn, in the registry's order."""
    tiles, captions = [], []
    for name in methods():
        with Image.open(folder / f"{slug(name)}.jpg") as picture:
            edge = 224
            cup = picture.crop((picture.width - edge - 8, 8, picture.width - 8, 8 + edge))
        tiles.append(cup.resize((150, 150), Image.Resampling.LANCZOS))
        captions.append(name)
    return contact_sheet(tiles, captions, columns=7, text_size=11)


def main(names: Sequence[str] = ()) -> None:
    """Draw methods, all unless some are named, and the overview."""
    folder = PICTURES / "methods"
    folder.mkdir(parents=True, exist_ok=True)
    network = open_network("efficientnet-lite0")
    for name in names or methods():
        draw(network, name).save(folder / f"{slug(name)}.jpg", quality=QUALITY)
        print(name, flush=True)
    overview(folder).save(PICTURES / "methods.jpg", quality=QUALITY)


if __name__ == "__main__":
    main(sys.argv[1:])
