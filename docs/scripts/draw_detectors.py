"""Draw docs/pictures/detectors.jpg: what each detector does with one photo, step by step.

    python docs/scripts/draw_detectors.py PHOTO NETWORK...

Drawn are runs, `run:NAME`, trained as docs/detection.md says, a row each.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw
from torch import Tensor

from convscope import open_network
from convscope.detection import Detection
from convscope.graph import evaluate
from convscope.images import Preprocessing, decode
from convscope.network import Network
from convscope.network.detecting import boxes_task
from convscope.network.from_run import read_description, run_folder
from convscope.network.trunk import STRIDES
from convscope.render import contact_sheet
from convscope.render.boxes import DrawnBox, draw_boxes
from convscope.render.overlay import display_limit, draw_map

PICTURE = Path(__file__).parent.parent / "pictures" / "detectors.jpg"
LEAST = 0.3
# The map that a detector's heads read.
MAPS = {
    "fcos": "head.pyramid.layer_blocks.0.0",
    "fast-rcnn": "head.map.smoothing",
    "faster-rcnn": "head.map.smoothing",
    "gbd": "head.map.smoothing",
    "yolo": "head.layers.8",
}
REGIONS = {
    "rcnn": "selective_search",
    "fast-rcnn": "selective_search",
    "faster-rcnn": "proposals",
    "gbd": "proposals",
}
STEPS, WIDTH = 4, 416
# Warped regions that are shown of R-CNN, one of so many.
EVERY = 8


def main(photo: str, specs: list[str]) -> None:
    """Draw the sheet."""
    torch.set_num_threads(1)
    pictures: list[Image.Image] = []
    captions: list[str] = []
    for spec in specs:
        word = read_description(run_folder(spec)).architecture.partition(":")[0]
        drawn = steps(open_network(spec), word, photo)
        pictures += [shown(picture) for picture in drawn.values()]
        captions += drawn
    contact_sheet(pictures, captions, columns=STEPS).save(PICTURE, quality=75)


def shown(picture: Image.Image) -> Image.Image:
    """A picture of the width of all others."""
    return picture.resize((WIDTH, round(picture.height * WIDTH / picture.width)), Image.Resampling.LANCZOS)


def steps(network: Network, word: str, photo: str) -> Mapping[str, Image.Image]:
    """Where a detector looks, its map, what scores 0.3 or more, and what suppression leaves."""
    inputs = network.prepare(decode(Path(photo)))
    preprocessing, task = network.preprocessing, boxes_task(network)
    assert preprocessing is not None
    seen = Image.fromarray(preprocessing.look(decode(Path(photo))))
    graph = network.graph(inputs.shape[1:])
    wanted = {"scores": task.scores(graph)}
    if word in MAPS:
        wanted["map"] = graph.find_layer(MAPS[word])
    for node in graph.nodes:
        if node.operation == REGIONS.get(word):
            wanted["regions"] = node
        elif node.operation == "regions" and word not in MAPS:
            wanted["warped"] = node
    values = evaluate(graph, {graph.input: inputs}, list(wanted.values()))
    found = {name: values[node] for name, node in wanted.items()}
    looked = WHERE.get(word, of_regions)(seen, found.get("regions", found["scores"])[0])
    read = (
        of_map(seen, found["map"][0])
        if "map" in found
        else of_warped(seen, found["warped"][0], preprocessing)
    )
    before = task.detections(found["scores"], least=LEAST, overlap=1.0)[0]
    after = task.detections(found["scores"], least=LEAST)[0]
    return {
        f"{word}: {looked[1]}": looked[0],
        read[1]: read[0],
        f"{len(before)} boxes of a score of {LEAST} or more": boxed(seen, before),
        f"{len(after)} are left by suppression": boxed(seen, after),
    }


def of_map(picture: Image.Image, values: Tensor) -> tuple[Image.Image, str]:
    """The length of a map (C, rows, columns) over its channels, from the median."""
    strength = values.norm(dim=0).numpy()
    strength = strength - np.median(strength)
    size = (picture.height, picture.width)
    drawn = draw_map(strength, "signed", display_limit(strength, "signed"), size)
    return Image.fromarray(drawn), f"its map, {strength.shape[0]} x {strength.shape[1]}"


def of_warped(picture: Image.Image, crops: Tensor, preprocessing: Preprocessing) -> tuple[Image.Image, str]:
    """Some warped regions (K, 3, side, side), as many as the picture holds."""
    pixels = (255 * preprocessing.to_display(crops[::EVERY])).round().clamp(0, 255).byte().permute(0, 2, 3, 1)
    side, drawn = crops.shape[-1], Image.new("RGB", picture.size)
    columns, rows = picture.width // side, picture.height // side
    for place, one in enumerate(pixels[: columns * rows].numpy()):
        drawn.paste(Image.fromarray(one), (place % columns * side, place // columns * side))
    return drawn, f"some of them, warped to {side} x {side}"


def of_regions(picture: Image.Image, regions: Tensor) -> tuple[Image.Image, str]:
    """Every fifth region of a detector of two stages."""
    real = regions[(regions[:, 2] > regions[:, 0])]
    rows = real[::5].tolist()
    boxes = [DrawnBox((left, top, right, bottom), 7) for left, top, right, bottom in rows]
    return draw_boxes(picture, boxes), f"{len(real)} regions, every fifth"


def of_places(picture: Image.Image, _: Tensor) -> tuple[Image.Image, str]:
    """The places of FCOS's maps, larger for coarser ones."""
    drawn, count = picture.copy(), 0
    draw = ImageDraw.Draw(drawn)
    for level, stride in enumerate(STRIDES):
        for y in np.arange(stride / 2, picture.height, stride):
            for x in np.arange(stride / 2, picture.width, stride):
                draw.circle((x, y), 0.5 + level, outline=("gold", "red", "blue")[level])
                count += 1
    return drawn, f"{count:,} places of three maps"


def of_cells(picture: Image.Image, _: Tensor) -> tuple[Image.Image, str]:
    """The cells of YOLO's grid."""
    drawn, stride = picture.copy(), STRIDES[-1]
    draw = ImageDraw.Draw(drawn)
    for x in range(0, picture.width, stride):
        draw.line((x, 0, x, picture.height), fill="blue")
    for y in range(0, picture.height, stride):
        draw.line((0, y, picture.width, y), fill="blue")
    return drawn, f"{picture.height // stride} x {picture.width // stride} cells, two boxes each"


WHERE: Mapping[str, Callable[[Image.Image, Tensor], tuple[Image.Image, str]]] = {
    "fcos": of_places,
    "yolo": of_cells,
}


def boxed(picture: Image.Image, found: list[Detection]) -> Image.Image:
    """A picture with detections, the best drawn last."""
    return draw_boxes(picture, [DrawnBox(one.box, one.index) for one in found[::-1]])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
