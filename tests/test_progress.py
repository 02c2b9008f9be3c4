"""Progress: how far, and whether to stop."""

import threading

import pytest

from convscope.errors import Cancelled
from convscope.progress import Progress


def test_nobody_has_cancelled_a_new_progress() -> None:
    progress = Progress()
    progress.check()
    assert not progress.cancelled


def test_another_thread_can_cancel() -> None:
    progress = Progress()
    thread = threading.Thread(target=progress.cancel)
    thread.start()
    thread.join()
    with pytest.raises(Cancelled):
        progress.check()


def test_one_cancelled_computation_leaves_others_running() -> None:
    one, other = Progress(), Progress()
    one.cancel()
    assert not other.cancelled
