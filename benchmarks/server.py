"""The live page under load: 20 clients that explore the embedded network, and memory over many requests.

Each client is a browser with a connection of its own that goes from layer to layer of photos and asks for the maps,
as the page does: 64 channels in half precision.  The server is a process of its own, its cache empty at the
beginning.  Memory is its resident set, after the first thousand requests and at the end.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import httpx
import numpy as np

from benchmarks.measure import Figure
from benchmarks.served import served

CLIENTS = 20
EACH = 50  # questions of a client while latency is measured
MANY = 10_000  # requests while memory is watched
PAUSE = 1.0  # seconds that a person looks before the next layer
PHOTOS = ("astronaut.png", "chelsea.png", "coffee.png", "rocket.jpg")


def run() -> Iterator[Figure]:
    """Latency of 20 clients, errors, and growth of memory."""
    with served(PHOTOS) as (url, process):
        seconds, errors = asyncio.run(_explored(url))
        yield Figure(
            "a layer's maps, 95th percentile",
            float(np.percentile(seconds, 95) * 1000),
            "ms",
            300,
            "at most",
            f"{CLIENTS} clients, {len(seconds)} questions, median {np.median(seconds) * 1000:.0f} ms",
        )
        yield Figure("answers that were errors", errors, "answers", 0, "at most", "of the same questions")
        before, after = asyncio.run(_repeated(url, process))
        yield Figure(
            "growth of memory",
            (after - before) / 2**20,
            "MiB",
            32,
            "at most",
            f"from request 1,000 to {MANY:,}; {before / 2**20:.0f} MiB before",
        )


async def _explored(url: str) -> tuple[list[float], int]:
    """Seconds of each question, and how many were not answered."""
    found = await asyncio.gather(*(_client(url, seed) for seed in range(CLIENTS)))
    answers = [one for client in found for one in client]
    return [seconds for seconds, _ in answers], sum(status != 200 for _, status in answers)


async def _client(url: str, seed: int) -> list[tuple[float, int]]:
    chance, found = random.Random(seed), list[tuple[float, int]]()
    async with httpx.AsyncClient(timeout=120) as client:
        questions = await _opened(client, url)
        for _ in range(EACH):
            await asyncio.sleep(chance.uniform(0, 2 * PAUSE))
            began = time.perf_counter()
            path, asked = chance.choice(questions)
            answer = await client.get(path, params=asked)
            found.append((time.perf_counter() - began, answer.status_code))
    return found


async def _repeated(url: str, process: int) -> tuple[int, int]:
    """The server's memory in bytes after a thousand requests, and after all."""
    chance, before = random.Random(0), 0
    async with httpx.AsyncClient(timeout=120) as client:
        questions = await _opened(client, url)
        for count in range(MANY):
            path, asked = chance.choice(questions)
            if (await client.get(path, params=asked)).status_code == 429:
                await asyncio.sleep(1)
            if count == 1000:
                before = _resident(process)
    return before, _resident(process)


async def _opened(client: httpx.AsyncClient, url: str) -> list[tuple[str, dict[str, str]]]:
    """Paths and queries of the maps of all layers of all photos, asked by a client that has the cookie now."""
    await client.get(url)
    photos = (await client.get(urljoin(url, "/api/photos"))).json()
    layers = (await client.get(urljoin(url, "/api/layers"))).json()
    maps = [urljoin(url, f"/api/photos/{photo['id']}/maps") for photo in photos]
    return [(path, {"layer": layer["address"]}) for path in maps for layer in layers]


def _resident(process: int) -> int:
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
