"""Commands from a cold start: a new process for each, from Python's first import to the last file that is written.

The photo is scikit-image's cat and the network the embedded one; files lie in the system's cache, which holds the
program of anybody who uses it twice.  Median of five, on two threads; beside it what `import torch` alone takes.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.measure import Figure

PHOTO = Path(str(resources.files("skimage"))) / "data" / "chelsea.png"
ROUNDS = 5
# Seconds at most.
GOALS = {"--help": 0.5, "explain": 2.5, "look": 4.0}


def run() -> Iterator[Figure]:
    """Seconds of each command, with those of the processor."""
    torch, _ = _median(["-c", "import torch"])
    for command, goal in GOALS.items():
        asked = [command] if command == "--help" else [command, str(PHOTO)]
        seconds, of_processor = _median(["-m", "convscope.cli", *asked])
        note = f"{of_processor:.1f} s of the processor; import torch alone {torch:.1f} s"
        yield Figure(f"convscope {command}, cold", seconds, "s", goal, "at most", note)


def _median(arguments: list[str]) -> tuple[float, float]:
    """Seconds, and those of the processor, of Python with some arguments, in an empty folder."""
    taken = []
    for _ in range(ROUNDS + 1):
        with TemporaryDirectory() as folder:
            began, before = time.perf_counter(), _of_children()
            subprocess.run([sys.executable, *arguments], cwd=folder, check=True, capture_output=True)
            taken.append((time.perf_counter() - began, _of_children() - before))
    seconds, of_processor = zip(*taken[1:], strict=True)
    return median(seconds), median(of_processor)


def _of_children() -> float:
    times = os.times()
    return times.children_user + times.children_system
