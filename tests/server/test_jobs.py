"""Jobs: one computes at a time, each is watched, paused, gone on with and cancelled, and leaves all or nothing."""

import io
import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from PIL import Image

import convscope
from convscope.errors import SynthesisError
from convscope.progress import Progress
from convscope.server.jobs.job import POINTS, Job
from convscope.server.jobs.pictures import Work
from convscope.server.jobs.queue import ENDED, WAITING, JobQueue
from convscope.server.worker import Busy
from convscope.synthesis.steering import Steering
from server.client import Served

STEPS = {"units": ["2:3"], "steps": 3, "size": 32}


class Stepwise:
    """A computation that takes a step each time that it is told to."""

    def __init__(self) -> None:
        self.taken, self.may = 0, threading.Semaphore(0)

    def __call__(self, progress: Progress) -> bytes:
        while not progress.cancelled:
            if self.may.acquire(timeout=0.01):
                self.taken += 1
                progress.step(self.taken, 3, what="making", picture=lambda: Image.new("RGB", (4, 4)))
                if self.taken == 3:
                    return b"whole"
        return b"half"


@pytest.fixture
def queue() -> Iterator[JobQueue]:
    made = JobQueue()
    yield made
    made.close()


def work_of(make: Callable[[Progress], bytes]) -> Work:
    return Work("toy", "toy", {}, make, Steering(), lambda _objectives: None)


def until(true: Callable[[], object]) -> None:
    """Wait, and fail where it does not become true."""
    ends = time.monotonic() + 30
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.005)


def finish(work: Stepwise, job: Job) -> None:
    work.may.release(3)
    until(lambda: job.has_ended)


def test_jobs_compute_one_at_a_time_in_their_order(queue: JobQueue) -> None:
    works = [Stepwise() for _ in range(3)]
    jobs = [queue.start(work_of(work)) for work in works]
    for place, (work, job) in enumerate(zip(works, jobs, strict=True)):
        until(lambda job=job: job.state == "running")  # type: ignore[misc]
        assert [other.state for other in jobs[place + 1 :]] == ["queued"] * (2 - place)
        finish(work, job)
    assert [job.picture for job in jobs] == [b"whole"] * 3


def test_a_job_that_is_paused_lets_another_compute_and_goes_on_where_it_was(queue: JobQueue) -> None:
    first, second = Stepwise(), Stepwise()
    paused, other = queue.start(work_of(first)), queue.start(work_of(second))
    until(lambda: paused.state == "running")
    paused.pause()
    first.may.release()
    until(lambda: other.state == "running")
    assert (paused.state, paused.done) == ("paused", 1)
    finish(second, other)
    paused.resume()
    finish(first, paused)
    assert (paused.state, first.taken) == ("done", 3)


def test_a_job_that_is_paused_before_its_turn_waits(queue: JobQueue) -> None:
    first, second = Stepwise(), Stepwise()
    running, paused = queue.start(work_of(first)), queue.start(work_of(second))
    paused.pause()
    finish(first, running)
    last = Stepwise()
    finish(last, queue.start(work_of(last)))
    assert (paused.state, second.taken) == ("paused", 0)


@pytest.mark.parametrize("state", ["running", "paused", "queued"])
def test_a_job_that_is_cancelled_leaves_nothing_half(queue: JobQueue, state: str) -> None:
    before, work = Stepwise(), Stepwise()
    if state == "queued":
        queue.start(work_of(before))
    job = queue.start(work_of(work))
    if state != "queued":
        until(lambda: job.state == "running")
        work.may.release()
        until(lambda: job.picture is not None)
    if state == "paused":
        job.pause()
        work.may.release()
        until(lambda: job.done == 2)
    job.cancel()
    until(lambda: job.has_ended)
    assert (job.state, job.picture) == ("cancelled", None)


@pytest.mark.parametrize("state", ["running", "paused"])
def test_a_job_that_is_stopped_leaves_the_best_picture_so_far(queue: JobQueue, state: str) -> None:
    work = Stepwise()
    job = queue.start(work_of(work))
    work.may.release()
    until(lambda: job.done == 1)
    if state == "paused":
        job.pause()
        work.may.release()
        until(lambda: job.done == 2)
    job.stop()
    until(lambda: job.has_ended)
    assert (job.state, job.picture) == ("done", b"half")


def test_the_next_job_computes_after_one_is_cancelled(queue: JobQueue) -> None:
    work = Stepwise()
    cancelled, job = queue.start(work_of(Stepwise())), queue.start(work_of(work))
    cancelled.cancel()
    finish(work, job)
    assert job.state == "done"


def test_a_job_that_fails_says_why_and_leaves_nothing_half(queue: JobQueue) -> None:
    def fails(progress: Progress) -> bytes:
        progress.step(1, 3, picture=lambda: Image.new("RGB", (4, 4)))
        raise SynthesisError("It has left the numbers.")

    work = Stepwise()
    failed, job = queue.start(work_of(fails)), queue.start(work_of(work))
    finish(work, job)
    assert (failed.state, failed.problem, failed.picture) == ("failed", "It has left the numbers.", None)


def test_only_so_many_jobs_wait_and_so_many_are_remembered(queue: JobQueue) -> None:
    jobs = [queue.start(work_of(Stepwise())) for _ in range(WAITING)]
    with pytest.raises(Busy):
        queue.start(work_of(Stepwise()))
    for job in jobs:
        job.cancel()
    until(lambda: all(job.has_ended for job in jobs))
    for _ in range(ENDED + 2):
        job = queue.start(work_of(lambda _progress: b"whole"))
        until(lambda job=job: job.has_ended)  # type: ignore[misc]
    assert len(queue.all()) <= ENDED + 1


def test_a_long_curve_is_thinned_out_and_keeps_its_beginning(queue: JobQueue) -> None:
    def climbs(progress: Progress) -> bytes:
        for step in range(1, 5 * POINTS):
            progress.step(step, None, figures={"objective": step / 2})
        return b"whole"

    job = queue.start(work_of(climbs))
    until(lambda: job.has_ended)
    assert len(job.curve) <= POINTS
    assert job.curve[0] == (1, 0.5)
    assert len({after[0] - before[0] for before, after in zip(job.curve, job.curve[1:], strict=False)}) == 1


def started(served: Served, maker: str, settings: dict[str, Any]) -> str:
    answer = served.ask("POST", f"/api/jobs/{maker}", json=settings)
    assert answer.status_code == 201, answer.text
    number: str = answer.json()["id"]
    return number


def watched(served: Served, number: str) -> list[dict[str, Any]]:
    """What the events of a job tell, to its end."""
    text = served.get(f"jobs/{number}/events").text
    return [json.loads(event.removeprefix("data: ")) for event in text.strip().split("\n\n")]


def test_a_visualization_is_that_of_python_and_is_watched(served: Served) -> None:
    number = started(served, "visualize", STEPS)
    told = watched(served, number)
    assert [told[-1][key] for key in ("state", "done", "total", "has_picture")] == ["done", 3, 3, True]
    picture = Image.open(io.BytesIO(served.get(f"jobs/{number}/picture").content))
    expected = convscope.visualize(served.network, "2:3", steps=3, size=32).picture
    assert np.array_equal(np.asarray(picture), np.asarray(expected))


def test_a_dream_is_that_of_python_and_does_not_tell_where_its_photo_is(served: Served) -> None:
    settings = {"layers": ["2"], "octaves": 1, "steps": 2, "size": 64}
    number = started(served, "dream", {"photo": served.id, **settings})
    assert watched(served, number)[-1]["state"] == "done"
    content = served.get(f"jobs/{number}/picture").content
    with Image.open(io.BytesIO(content)) as picture:
        expected = convscope.dream(served.network, served.photo, ["2"], octaves=1, steps=2, size=64)
        assert np.array_equal(np.asarray(picture), np.asarray(expected.picture))
        said = getattr(picture, "text", {})["convscope"]
    assert json.loads(said)["settings"]["photo"] == "stripes.png"
    assert str(served.folder) not in said


def test_a_job_is_still_there_when_the_page_is_loaded_again(served: Served) -> None:
    number = started(served, "visualize", STEPS)
    watched(served, number)
    assert [(job["id"], job["state"]) for job in served.get("jobs").json()] == [(number, "done")]


def test_a_job_is_paused_gone_on_with_and_cancelled_by_the_page(served: Served) -> None:
    number = started(served, "visualize", {**STEPS, "steps": 100_000})
    for state in ("paused", "running"):
        change = served.ask("POST", f"/api/jobs/{number}/state", json={"state": state})
        assert change.json()["state"] in (state, "queued")
    served.ask("POST", f"/api/jobs/{number}/state", json={"state": "cancelled"})
    assert watched(served, number)[-1]["state"] == "cancelled"
    answer = served.get(f"jobs/{number}/picture")
    assert (answer.status_code, answer.content) == (204, b"")


def steered(served: Served, number: str, objectives: list[str]) -> Any:
    return served.ask("POST", f"/api/jobs/{number}/objectives", json={"objectives": objectives})


def test_a_job_climbs_something_else_and_its_picture_says_so(served: Served) -> None:
    number = started(served, "visualize", {**STEPS, "steps": 200})
    assert steered(served, number, ["2:5"]).status_code == 200
    assert watched(served, number)[-1]["state"] == "done"
    (change,) = served.get(f"jobs/{number}").json()["changes"]
    with Image.open(io.BytesIO(served.get(f"jobs/{number}/picture").content)) as picture:
        said = json.loads(getattr(picture, "text", {})["convscope"])
    assert (said["settings"]["units"], said["objective"], said["changes"]) == (["2:3"], "2:5", [change])
    assert change["objectives"] == ["2:5"]


@pytest.mark.parametrize("objectives", [["2"], ["2:99"], ["nothing:1"], ["2:1", "2:2"], []])
def test_what_cannot_be_climbed_is_refused_and_the_job_goes_on(served: Served, objectives: list[str]) -> None:
    number = started(served, "visualize", {**STEPS, "steps": 200})
    answer = steered(served, number, objectives)
    assert answer.status_code in (404, 422)
    assert answer.json()["error"]["message"]
    assert watched(served, number)[-1]["state"] == "done"
    assert served.get(f"jobs/{number}").json()["changes"] == []


def test_the_curve_of_a_job_is_kept(served: Served) -> None:
    number = started(served, "visualize", {**STEPS, "steps": 5})
    watched(served, number)
    assert [done for done, _ in served.get(f"jobs/{number}/curve").json()] == [1, 2, 3, 4, 5]


def test_each_maker_says_its_settings_and_what_it_climbs(served: Served) -> None:
    for maker in served.get("makers").json():
        assert maker["climbs"] in maker["settings"]["properties"]


@pytest.mark.parametrize(
    ("maker", "settings", "status"),
    [
        ("dream", {"photo": "/etc/passwd"}, 404),
        ("dream", {"photo": "../stripes.png"}, 404),
        ("dream", {"photo": "000000000000", "guide": None}, 404),
        ("dream", {}, 422),
        ("visualize", {**STEPS, "start": "/etc/passwd"}, 404),
        ("visualize", {**STEPS, "against": "/etc"}, 422),
        ("visualize", {**STEPS, "size": 4096}, 422),
        ("visualize", {**STEPS, "recipe": "nothing"}, 422),
        ("visualize", {"units": []}, 422),
        ("style", {"content": "x"}, 405),
    ],
)
def test_a_job_with_wrong_settings_or_paths_does_not_begin(
    served: Served, maker: str, settings: dict[str, Any], status: int
) -> None:
    answer = served.ask("POST", f"/api/jobs/{maker}", json=settings)
    assert (answer.status_code, served.get("jobs").json()) == (status, [])
    assert answer.json()["error"]["message"]
