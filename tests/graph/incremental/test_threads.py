"""One thread for a block of code, and for the thread that runs it alone."""

import threading

import torch

from convscope.graph.incremental.threads import one_thread


def test_only_the_thread_that_asks_computes_alone_and_only_meanwhile() -> None:
    before, others = torch.get_num_threads(), list[int]()
    other = threading.Thread(target=lambda: others.append(torch.get_num_threads()))
    with one_thread():
        alone = torch.get_num_threads()
        other.start()
        other.join()
    assert (alone, others, torch.get_num_threads()) == (1, [before], before)
