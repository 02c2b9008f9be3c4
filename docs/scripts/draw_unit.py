"""Draw the pictures of the tutorial on a unit: `python docs/scripts/draw_unit.py DATA`.

DATA are the 80 photos of the tutorial, a folder or an archive.  They are scanned as `convscope scan DATA` does, and
the unit is shown as by `convscope unit`; the figures that the tutorial tells are kept in `docs/scripts/unit.json`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image

import convscope
from convscope.render import contact_sheet
from convscope.report.unit import UnitStudy

DOCS = Path(__file__).parent.parent
PICTURES = DOCS / "pictures" / "unit"
FIGURES = DOCS / "scripts" / "unit.json"
UNIT = "blocks.4:12"
LAYERS = ("blocks.4",)
SIDE = 176


def main(place: str) -> None:
    """Draw all, and keep the figures."""
    network = convscope.open_network("efficientnet-lite0")
    with TemporaryDirectory() as folder:
        scan = convscope.scan(network, place, out=Path(folder) / "photos", layers=LAYERS)
        study = convscope.unit(UNIT, scan, network=network, visualize=True)
    PICTURES.mkdir(exist_ok=True)
    _save(exemplars(study), "exemplars.jpg")
    _save(visualized(study), "visualized.jpg")
    FIGURES.write_text(json.dumps(figures(study), indent=1, ensure_ascii=False) + "\n")


def figures(study: UnitStudy) -> dict[str, Any]:
    """What the tutorial tells."""
    found = study.document()
    told = (
        "exemplars",
        "quantiles",
        "active_photos",
        "active_places",
        "raises",
        "lowers",
        "next",
        "visualized",
    )
    return {name: found[name] for name in told}


def exemplars(study: UnitStudy) -> Image.Image:
    """Each of the strongest photos as the network sees it, and what in it speaks for the unit."""
    pictures, captions = [], []
    for patch, projection in zip(study.exemplars, study.projections, strict=True):
        relief = Image.new("RGB", patch.view.size, (128, 128, 128))
        top, left, _, _ = patch.window
        relief.paste(Image.fromarray(projection.guided), (left, top))
        pictures += [patch.view.resize((SIDE, SIDE)), relief.resize((SIDE, SIDE))]
        name = Path(patch.exemplar.photo).stem.partition("_")[2].replace("_", " ")
        captions += [f"{name}: {patch.exemplar.value:.1f}", ""]
    return contact_sheet(pictures, captions, columns=6)


def visualized(study: UnitStudy) -> Image.Image:
    """The pictures that were made for the unit, with what it reaches on them."""
    captions = [
        f"{one.kind}: {one.peak:.1f}, {one.of_strongest or 0:.2f} x the {extreme(one.kind)} photo"
        for one in study.visualized
    ]
    pictures = [one.picture.resize((2 * SIDE, 2 * SIDE)) for one in study.visualized]
    return contact_sheet(pictures, captions, columns=3)


def extreme(kind: str) -> str:
    """The photo that a picture is compared with."""
    return "weakest" if kind == "lowest" else "strongest"


def _save(picture: Image.Image, name: str) -> None:
    picture.convert("RGB").save(PICTURES / name, quality=88)


if __name__ == "__main__":
    main(sys.argv[1])
