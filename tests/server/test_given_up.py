"""What nobody waits for any more is computed no further."""

import asyncio
from typing import Any

import pytest

from convscope.errors import Cancelled
from convscope.explanation import explain
from convscope.progress import Progress
from convscope.server.answer import Answer
from convscope.server.microscope import Microscope
from server.client import Served, finished

ANSWER = Answer(b"", "application/json")


def microscope(served: Served) -> Microscope:
    found: Microscope = served.app.state.microscope
    return found


async def until(is_so: Any) -> None:
    for _ in range(400):
        if is_so():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("It never was so.")


def test_a_computation_ends_when_its_only_asker_gives_up(served: Served) -> None:
    progress, ended = Progress(), list[str]()

    def make() -> Answer:
        while not progress.cancelled:
            pass
        ended.append("ended")
        raise Cancelled

    async def given_up() -> None:
        asked = microscope(served)
        asking = asyncio.ensure_future(asked.ask("key", make, asked.long, progress))
        await asyncio.sleep(0.05)
        asking.cancel()
        await until(lambda: ended)
        assert await asked.ask("key", lambda: ANSWER, asked.long) == ANSWER

    finished(given_up())


def test_a_computation_goes_on_while_another_waits_for_it(served: Served) -> None:
    progress, goes = Progress(), list[str]()

    def make() -> Answer:
        while not goes:
            pass
        return ANSWER

    async def given_up() -> None:
        asked = microscope(served)
        first, second = (
            asyncio.ensure_future(asked.ask("key", make, asked.long, progress)) for _ in range(2)
        )
        await asyncio.sleep(0.05)
        first.cancel()
        await asyncio.sleep(0.05)
        assert not progress.cancelled
        goes.append("on")
        assert await second == ANSWER

    finished(given_up())


def test_what_waits_in_line_and_is_given_up_is_never_begun(served: Served) -> None:
    goes, begun = list[str](), list[str]()

    def blocking() -> Answer:
        while not goes:
            pass
        return ANSWER

    def make() -> Answer:
        begun.append("begun")
        return ANSWER

    async def given_up() -> None:
        asked = microscope(served)
        first = asyncio.ensure_future(asked.ask("first", blocking, asked.long))
        await asyncio.sleep(0.05)
        second = asyncio.ensure_future(asked.ask("second", make, asked.long))
        await asyncio.sleep(0.05)
        second.cancel()
        await asyncio.sleep(0.05)
        goes.append("on")
        await first
        await asked.ask("third", lambda: ANSWER, asked.long)

    finished(given_up())
    assert begun == []


@pytest.mark.parametrize("method", ["rise", "occlusion", "saliency", "smoothgrad", "lime", "grad-cam"])
def test_an_attribution_ends_before_its_next_passes(served: Served, method: str) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        explain(served.network, served.photo, method, "class:four", progress=progress)
