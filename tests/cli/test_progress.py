"""Progress on a terminal and elsewhere, and the signals that end a computation."""

from __future__ import annotations

import io
import os
import signal
import threading
from collections.abc import Iterator

import pytest
from rich.console import Console

from convscope.cli.progress import TerminalProgress, cancelled_by_signals
from convscope.language import speaking
from convscope.progress import Progress


def shown(*, terminal: bool, silent: bool = False) -> tuple[TerminalProgress, io.StringIO]:
    text = io.StringIO()
    console = Console(file=text, force_terminal=terminal, width=120, highlight=False)
    return TerminalProgress(silent=silent, console=console), text


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds on the clock, to be set."""
    now = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    return now


def test_a_terminal_shows_the_phase_how_far_it_is_and_its_figures() -> None:
    progress, text = shown(terminal=True)
    with progress:
        progress.step(3, 8, what="training", figures={"loss": 0.25})
    for part in ("training", "3/8", "loss 0.25"):
        assert part in text.getvalue()


def test_a_new_phase_takes_the_place_of_the_one_before() -> None:
    progress, text = shown(terminal=True)
    with progress:
        progress.step(8, 8, what="decoding")
        progress.step(1, 5, what="training")
        text.truncate(0)
    assert "training" in text.getvalue()
    assert "decoding" not in text.getvalue()


def test_without_a_terminal_a_line_comes_every_ten_seconds(clock: list[float]) -> None:
    progress, text = shown(terminal=False)
    with progress:
        for second in range(25):
            clock[0] = float(second)
            progress.step(second, 25, what="training", figures={"loss": 0.5})
    assert text.getvalue().splitlines() == [
        "training  10 of 25  loss 0.5",
        "training  20 of 25  loss 0.5",
    ]


def test_a_line_names_no_total_where_nobody_knows_it(clock: list[float]) -> None:
    progress, text = shown(terminal=False)
    clock[0] = 11.0
    progress.step(7, None, what="decoding")
    assert text.getvalue() == "decoding  7\n"


def test_a_line_is_wholly_in_the_language_of_the_user(clock: list[float]) -> None:
    progress, text = shown(terminal=False)
    with speaking("fr"):
        clock[0] = 11.0
        progress.step(32, 120, what="reading photos")
        clock[0] = 22.0
        progress.step(8, 48, what="features of train")
    assert text.getvalue().splitlines() == [
        "lecture des photos  32 sur 120",
        "caractéristiques de train  8 sur 48",
    ]


@pytest.mark.parametrize("terminal", [True, False])
def test_a_silent_progress_prints_nothing(terminal: bool, clock: list[float]) -> None:
    progress, text = shown(terminal=terminal, silent=True)
    with progress:
        clock[0] = 100.0
        progress.step(1, 2, what="training")
        progress.note("a note")
    assert text.getvalue() == ""


@pytest.mark.parametrize("terminal", [True, False])
def test_a_note_is_printed_as_it_is(terminal: bool) -> None:
    progress, text = shown(terminal=terminal)
    with progress:
        progress.note("took [0, 1] unchanged")
    assert "took [0, 1] unchanged" in text.getvalue()


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_cancels(kind: signal.Signals) -> None:
    progress = Progress()
    with cancelled_by_signals(progress):
        os.kill(os.getpid(), kind)
    assert progress.cancelled


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ctrl-C as in the foreground: a shell starts what runs in the background with it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_a_second_interrupt_ends_at_once() -> None:
    progress = Progress()
    with cancelled_by_signals(progress):
        os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)


def test_the_handlers_from_before_are_back_after_an_error() -> None:
    before = [signal.getsignal(kind) for kind in (signal.SIGINT, signal.SIGTERM)]
    with pytest.raises(RuntimeError), cancelled_by_signals(Progress()):
        raise RuntimeError
    assert [signal.getsignal(kind) for kind in (signal.SIGINT, signal.SIGTERM)] == before


def test_in_a_thread_a_computation_runs_without_signals() -> None:
    ran = []

    def work() -> None:
        with cancelled_by_signals(Progress()):
            ran.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert ran
