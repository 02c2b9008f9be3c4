"""A microscope of a toy network with one photo, asked in this process."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar

import httpx
import numpy as np
from fastapi import FastAPI
from numpy.typing import NDArray
from PIL import Image

import convscope
from convscope.examine.scans import Scan
from convscope.learn.run import Run
from convscope.network import Network
from convscope.server.app import application
from convscope.server.gate.access import Access
from convscope.server.kept_answers import KeptAnswers
from convscope.server.microscope import Microscope
from convscope.server.scanned import opened_scan
from convscope.server.shelf import Shelf
from convscope.server.watched import Watched
from toy_classifier import toy_module, toy_network

TOKEN = "a token for the tests"
HOST = "127.0.0.1:8750"


T = TypeVar("T")


def finished(work: Coroutine[Any, Any, T]) -> T:
    """What a coroutine gives, in a thread of its own: the one of the tests may run a browser's loop."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, work).result()


@cache
def toy() -> Network:
    return toy_network(toy_module())


@dataclass
class Served:
    """A server in this process, asked by a browser that has the cookie."""

    folder: Path
    network: Network = field(default_factory=toy)
    scan: Scan | None = None
    runs: Sequence[str | os.PathLike[str] | Run] = ()

    def __post_init__(self) -> None:
        for name in ("photos", "sent", "answers"):
            (self.folder / name).mkdir(exist_ok=True)
        self.photo = self.folder / "photos" / "stripes.png"
        write_photo(self.photo)

    @cached_property
    def app(self) -> FastAPI:
        shelf = Shelf([self.photo], self.folder / "sent")
        microscope = Microscope(
            self.network,
            shelf,
            KeptAnswers(self.folder / "answers"),
            opened_scan(self.scan, self.network),
            Watched(self.runs),
        )
        return application(microscope, Access(TOKEN, ["127.0.0.1", "localhost"], 8750))

    @cached_property
    def id(self) -> str:
        """Of the photo."""
        found: str = self.get("photos").json()[0]["id"]
        return found

    def get(self, path: str, **more: Any) -> httpx.Response:
        """The answer of a route."""
        return self.ask("GET", f"/api/{path}", **more)

    def ask(self, method: str, path: str, *, known: bool = True, **more: Any) -> httpx.Response:
        """The answer to a request, with the cookie unless the browser is not known."""

        async def asked(client: httpx.AsyncClient) -> httpx.Response:
            return await client.request(method, path, **more)

        found: httpx.Response = self.run(asked, known=known)
        return found

    def run(self, asks: Callable[[httpx.AsyncClient], Any], *, known: bool = True) -> Any:
        """What a client finds."""

        async def asked() -> Any:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=f"http://{HOST}") as client:
                if known:
                    await client.get("/", params={"token": TOKEN})
                return await asks(client)

        return finished(asked())


def write_photo(path: Path) -> None:
    rows = np.arange(40)[:, None, None] * np.array([6, 3, 1]) % 256
    Image.fromarray(np.broadcast_to(rows, (40, 44, 3)).astype(np.uint8)).save(path)


def scan_of_toy(folder: Path) -> Scan:
    """Ten photos as the toy network sees them, ``0.png`` to ``9.png``."""
    (folder / "scanned").mkdir(parents=True)
    for number in range(10):
        pixels = np.random.default_rng(number).integers(0, 25 * (number + 1), (36, 40, 3))
        Image.fromarray(pixels.astype(np.uint8)).save(folder / "scanned" / f"{number}.png")
    layers = ("2", "3", "penultimate", "scores")
    return convscope.scan(toy(), folder / "scanned", out=folder / "scan", layers=layers)


def array_of(answer: httpx.Response) -> NDArray[Any]:
    """The array of an answer, as its headers say to read it."""
    assert answer.status_code == 200, answer.text
    shape = [int(size) for size in answer.headers["x-convscope-shape"].split(",")]
    kind = {"float16": "<f2", "float32": "<f4"}[answer.headers["x-convscope-dtype"]]
    return np.frombuffer(answer.content, kind).reshape(shape)
