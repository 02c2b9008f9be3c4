"""Draw the pictures of the tutorial *Count cells*.

convscope train bccd-voc.tar --network fcos:efficientnet-lite0 --size 256 --epochs 4 --name cells
python docs/scripts/draw_cells.py bccd-voc.tar cells
"""

from __future__ import annotations

import sys
from pathlib import Path

import convscope
from convscope.datasets.boxed import open_boxed
from convscope.datasets.boxed.box_sheet import box_sheet
from convscope.evaluation.boxed_photos import decoded
from convscope.render import contact_sheet
from convscope.render.boxes import DrawnBox, draw_boxes

PICTURES = Path(__file__).parent.parent / "pictures" / "cells"
# Nobody annotated one of its red cells, nor the white one.
UNANNOTATED = "BloodImage_00327.jpg"


def main(data: str, run: str) -> None:
    """Draw the sheet of the data, and a photo as it is annotated beside what the run finds in it.

    Args:
        data: place of the photos with boxes.
        run: a detector of them.
    """
    PICTURES.mkdir(parents=True, exist_ok=True)
    boxed = open_boxed(data)
    assert boxed is not None
    box_sheet(boxed, photos=5).save(PICTURES / "sheet.jpg", quality=85)
    photo = next(one for one in boxed.photos if one.name.endswith(UNANNOTATED))
    pixels = decoded(photo)
    annotated = draw_boxes(
        pixels.to_pil(), [DrawnBox(one.box, one.label, boxed.classes[one.label]) for one in photo.boxes]
    )
    found = convscope.detect(convscope.open_network(f"run:{run}"), pixels).picture()
    sheet = contact_sheet([annotated, found], ["as annotated", "as detected"], 2)
    sheet.thumbnail((1100, 1100))
    sheet.save(PICTURES / "unannotated.jpg", quality=85)


if __name__ == "__main__":
    main(*sys.argv[1:3])
