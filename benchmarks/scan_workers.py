"""Two workers of Ray beside one, on 10,000 pictures: one processor and one thread a worker.

The pictures are CIFAR's as files, by other names as often as needed; the network is the embedded one, examined at its
penultimate layer and its scores.  A worker decodes and condenses beside what it computes, so that one alone would
take more than one processor: one worker runs with all that belongs to it bound to one, two with two.  What is timed
begins when a tenth of the pictures is done, as workers open the network first; the best of two rounds counts.
It needs a quiet machine for a quarter of an hour: ``python -m benchmarks scan_workers``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.linked_pictures import linked_pictures
from benchmarks.measure import Figure

CODE = """
import json, os, sys, time
os.sched_setaffinity(0, range(int(sys.argv[3])))
import convscope
from convscope.progress import Progress

class Timed(Progress):
    began = None
    def step(self, done, total, **_):
        now = time.perf_counter()
        if done >= total / 10 and self.began is None:
            self.began = now, done
        self.ended = now, done

timed = Timed()
network = convscope.open_network("efficientnet-lite0")
convscope.scan(network, sys.argv[1], out=sys.argv[2], workers="ray:" + sys.argv[3], shard=128,
               layers=("global_pool.flatten", "classifier"), progress=timed)
print(json.dumps((timed.ended[1] - timed.began[1]) / (timed.ended[0] - timed.began[0])))
"""


def run(rounds: int = 2, count: int = 10_000) -> Iterator[Figure]:
    """Pictures a second of one and of two, in turns."""
    with TemporaryDirectory() as name:
        data = linked_pictures(Path(name) / "pictures", count)
        speeds: dict[int, list[float]] = {1: [], 2: []}
        for number in range(rounds):
            for workers, found in speeds.items():
                found.append(_speed(data, Path(name) / f"{number}-{workers}", workers))
        one, two = (max(found) for found in speeds.values())
        load = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
        yield Figure(
            f"two workers beside one, {count:,} pictures",
            two / one,
            "times",
            1.8,
            "at least",
            f"{two:.1f} and {one:.1f} pictures a second; {load}",
        )


def _speed(data: Path, out: Path, workers: int) -> float:
    command = [sys.executable, "-c", CODE, str(data), str(out), str(workers)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "RAY_USAGE_STATS_ENABLED": "0"}
    ran = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    return float(json.loads(ran.stdout.splitlines()[-1]))
