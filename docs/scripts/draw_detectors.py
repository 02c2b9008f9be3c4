"""Draw docs/pictures/detectors.jpg: what each detector does with one photo, step by step.

    python docs/scripts/draw_detectors.py PHOTO NETWORK...

Drawn are runs, `run:NAME`, trained as docs/detection.md says.  Printed is a row for its table of each network, also
of untrained ones such as `yolo:efficientnet-lite0`: parameters, multiply-adds, milliseconds of one core for a photo.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw
from torch import Tensor

from convscope import open_network
from convscope.detection import Detection
from convscope.graph import evaluate
from convscope.images import decode
from convscope.network import Network
from convscope.network.detecting import boxes_task
from convscope.network.from_run import is_run, read_description, run_folder
from convscope.network.trunk import STRIDES
from convscope.render import contact_sheet
from convscope.render.boxes import DrawnBox, draw_boxes
from convscope.render.overlay import display_limit, draw_map

PICTURE = Path(__file__).parent.parent / "pictures" / "detectors.jpg"
LEAST = 0.3
# (rows, columns) of a photo of 480 x 640 in an untrained network.
FRAME = (288, 384)
# The map that a detector's heads read.
MAPS = {
    "fcos": "head.pyramid.layer_blocks.0.0",
    "fast-rcnn": "head.map.smoothing",
    "faster-rcnn": "head.map.smoothing",
    "yolo": "head.layers.8",
}
REGIONS = {"fast-rcnn": "selective_search", "faster-rcnn": "proposals"}
REPEATS = 3


def main(photo: str, specs: list[str]) -> None:
    """Draw the sheet and print the table."""
    torch.set_num_threads(1)
    pictures: list[Image.Image] = []
    captions: list[str] = []
    for spec in specs:
        if is_run(spec):
            network = open_network(spec)
            drawn = steps(network, read_description(run_folder(spec)).architecture.partition(":")[0], photo)
            pictures += drawn.values()
            captions += drawn
        else:
            network = open_network(spec, weights="random", size=FRAME)
        print(costs(network, photo), flush=True)
    if pictures:
        contact_sheet(pictures, captions, columns=2).save(PICTURE, quality=85)


def steps(network: Network, word: str, photo: str) -> Mapping[str, Image.Image]:
    """Where a detector looks, its map, what scores 0.3 or more, and what suppression leaves."""
    inputs = network.prepare(decode(Path(photo)))
    preprocessing, task = network.preprocessing, boxes_task(network)
    assert preprocessing is not None
    seen = Image.fromarray(preprocessing.look(decode(Path(photo))))
    graph = network.graph(inputs.shape[1:])
    values = graph.find_layer(MAPS[word])
    wanted = [values, task.scores(graph)]
    chosen = [node for node in graph.nodes if node.operation == REGIONS.get(word)]
    found = evaluate(graph, {graph.input: inputs}, [*wanted, *chosen])
    scores = found[wanted[1]]
    looked = WHERE.get(word, of_regions)(seen, found[chosen[0]][0] if chosen else scores[0])
    strength = found[values][0].norm(dim=0).numpy()
    strength = strength - np.median(strength)
    size = (seen.height, seen.width)
    before = task.detections(scores, least=LEAST, overlap=1.0)[0]
    after = task.detections(scores, least=LEAST)[0]
    return {
        f"{word}: {looked[1]}": looked[0],
        f"its map, {strength.shape[0]} x {strength.shape[1]}: length over channels, from the median": Image.fromarray(
            draw_map(strength, "signed", display_limit(strength, "signed"), size)
        ),
        f"{len(before)} boxes of a score of {LEAST} or more": boxed(seen, before),
        f"{len(after)} are left by suppression": boxed(seen, after),
    }


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


def costs(network: Network, photo: str) -> str:
    """A row of the table."""
    layers = network.layers
    inputs = network.prepare(decode(Path(photo)))
    network.scores(inputs)
    began = time.process_time()
    for _ in range(REPEATS):
        network.scores(inputs)
    seconds = (time.process_time() - began) / REPEATS
    parameters, products = (
        sum(getattr(one, what) for one in layers) for what in ("parameters", "multiply_adds")
    )
    return f"| {network.name} | {parameters / 1e6:.1f} M | {products / 1e9:.2f} G | {1000 * seconds:.0f} |"


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
