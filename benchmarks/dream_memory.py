"""Peak memory of a 4K dream and of a 1000-pixel style transfer: `python -m benchmarks.dream_memory`.

Each runs in a process of its own with the embedded network, `style-vgg` with VGG-19 (random weights cost as much as
trained ones).  Few steps each: with more, memory grows by no more than the ten steps that L-BFGS remembers, of 16 MB
each.  Goals: 2 GB for the dream, 3 GB for the styles.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import skimage

PHOTOS = Path(skimage.__file__).parent / "data"
GOALS = {"dream": 2.0, "style": 3.0, "style-vgg": 3.0}


def dream() -> None:
    """3840 x 2160, the largest octave."""
    from PIL import Image

    import convscope

    network = convscope.open_network("efficientnet-lite0")
    with TemporaryDirectory() as folder:
        photo = Path(folder) / "photo.png"
        Image.open(PHOTOS / "coffee.png").resize((3840, 2160)).save(photo, compress_level=1)
        convscope.dream(network, photo, "blocks.4", size=3840, octaves=1, steps=2)


def style(network_name: str = "efficientnet-lite0", weights: str | None = None) -> None:
    """1000 pixels, the largest scale."""
    import convscope

    network = convscope.open_network(network_name, weights=weights)
    content, of = PHOTOS / "coffee.png", PHOTOS / "ihc.png"
    convscope.style(network, content, of, size=1000, scales=1, steps=1)


def style_vgg() -> None:
    """The same with VGG-19."""
    style("torchvision/vgg19", "random")


WORKS: dict[str, Callable[[], None]] = {"dream": dream, "style": style, "style-vgg": style_vgg}


def _measured(name: str, pipe: multiprocessing.connection.Connection) -> None:
    began = time.perf_counter()
    WORKS[name]()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9
    pipe.send((peak, time.perf_counter() - began))


def main(names: list[str]) -> None:
    """Measure each in a new process, and print a table."""
    context = multiprocessing.get_context("spawn")
    print("| work | peak GB | goal | seconds |\n|---|---|---|---|")
    for name in names or WORKS:
        here, there = context.Pipe()
        process = context.Process(target=_measured, args=(name, there))
        process.start()
        there.close()  # so that a child that dies is heard of
        try:
            peak, seconds = here.recv()
        except EOFError:
            print(f"| {name} | failed | {GOALS[name]:g} | |", flush=True)
            continue
        finally:
            process.join()
        missed = "" if peak <= GOALS[name] else " (missed)"
        print(f"| {name} | {peak:.2f} | {GOALS[name]:g}{missed} | {seconds:.0f} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
