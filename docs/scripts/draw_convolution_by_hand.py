"""Draw the pictures of tutorials/convolution-by-hand.md: ``python docs/scripts/draw_convolution_by_hand.py``."""

from __future__ import annotations

import sys
from pathlib import Path

from skimage import data

from convscope import open_network
from convscope.convolution import Convolution, read_matrix, read_pooling
from convscope.convolution.drawing import Walk, save_animation, step_scene, svg
from convscope.graph.element import steps_scene, work_out
from convscope.objectives import unit_element

PICTURES = Path(__file__).parent.parent / "pictures"

IMAGE = read_matrix("100001/010010/001100/100010/010010/001010")
UNIT = "bn1:7@35,31"
DIAGONAL = read_matrix("1 -1 -1/-1 1 -1/-1 -1 1")[None]


def main(folder: Path = PICTURES) -> None:
    """Write the pictures into a folder."""
    first_step = step_scene(Walk(Convolution(DIAGONAL), IMAGE), (0, 0, 0), filled=1)
    (folder / "convolution-first-step.svg").write_text(svg(first_step), encoding="utf-8")

    padded = Convolution(DIAGONAL, padding=((1, 1), (1, 1)))
    padded_step = step_scene(Walk(padded, IMAGE), (0, 0, 5), filled=6)
    (folder / "convolution-padded.svg").write_text(svg(padded_step), encoding="utf-8")

    channels = Convolution(read_matrix("1 0/0 1|0 2/-1 0")[None], read_matrix("1")[0, 0])
    two = read_matrix("012/345/678|111/020/111")
    (folder / "convolution-channels.svg").write_text(
        svg(step_scene(Walk(channels, two), (0, 1, 0))), encoding="utf-8"
    )

    network = open_network("efficientnet-lite0")
    unit = unit_element(network, UNIT)
    steps = work_out(network.graph(), network.prepare(data.cat())[0], unit.node, unit.index)
    (folder / "convolution-traced.svg").write_text(svg(steps_scene(steps, UNIT)), encoding="utf-8")

    whole = Walk(Convolution(DIAGONAL), IMAGE, "relu", read_pooling("max:2"))
    save_animation(whole, folder / "convolution.gif")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
