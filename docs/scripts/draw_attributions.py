"""Draw the pictures of the README and the documentation: `python docs/scripts/draw_attributions.py`."""

from __future__ import annotations

from pathlib import Path

import skimage
from PIL import Image

import convscope
from convscope.render import contact_sheet

PHOTOS = Path(skimage.__file__).parent / "data"
PICTURES = Path(__file__).parent.parent / "pictures"


def attributions() -> Image.Image:
    """Two photos, each beside what four methods say about its most probable class."""
    network = convscope.open_network("efficientnet-lite0")
    pictures: list[Image.Image] = []
    captions: list[str] = []
    for name in ("chelsea.png", "coffee.png"):
        coarse = convscope.explain(network, PHOTOS / name, method="grad-cam")
        fine = convscope.explain(network, PHOTOS / name, method="layercam", layer="blocks.2")
        covered = convscope.explain(network, PHOTOS / name, method="occlusion", window=48)
        edges = convscope.explain(network, PHOTOS / name, method="guided-backprop")
        assert coarse.view is not None
        pictures += [Image.fromarray(coarse.view), coarse.overlay(), fine.overlay(), covered.overlay()]
        pictures += [edges.picture()]
        captions += [name, f"grad-cam, {coarse.target}", "layercam at blocks.2", "occlusion"]
        captions += ["guided-backprop"]
    return contact_sheet(pictures, captions, columns=5, text_size=14)


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    attributions().save(PICTURES / "attributions.jpg", quality=90)
