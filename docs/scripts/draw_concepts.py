"""Draw the pictures of embeddings and concepts: `python docs/scripts/draw_concepts.py DATA`.

DATA are the 960 + 240 photos of cats and dogs of the tutorials, a folder or an archive; the network is the embedded
one.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

import convscope
from convscope.examine.neighbours.duplicates import duplicates
from convscope.examine.neighbours.outliers import outliers

PICTURES = Path(__file__).parent.parent / "pictures" / "concepts"
SIDE = 1100
CONCEPTS = 4


def main(place: str) -> None:
    """Draw all."""
    network = convscope.open_network("efficientnet-lite0")
    with TemporaryDirectory() as folder:
        os.environ["CONVSCOPE_SCANS"] = folder
        scan = convscope.scan(network, place, name="pets")
        _save(convscope.embed(scan).picture(), "pets.jpg")
        _save(outliers(scan).picture(), "outliers.jpg")
        _save(duplicates(scan).picture(), "copies.jpg")
    study = convscope.concepts(network, place, "tabby")
    picture = study.picture()
    assert picture is not None
    rows = len(study.found)
    _save(picture.crop((0, 0, picture.width, picture.height * CONCEPTS // rows)), "tabby.jpg")


def _save(picture: Image.Image | None, name: str) -> None:
    assert picture is not None
    picture.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    PICTURES.mkdir(parents=True, exist_ok=True)
    picture.save(PICTURES / name, quality=88)
    print(PICTURES / name, picture.size)


if __name__ == "__main__":
    main(sys.argv[1])
