"""Photos decoded and prepared in batches, while the network computes the batch before."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Generic, TypeVar

import torch
from torch import Tensor

from convscope.errors import ImageError
from convscope.graph import Graph
from convscope.graph.forward.chunks import chunk_size
from convscope.images import Photo
from convscope.network.network import Network

S = TypeVar("S")

# Decoding leaves Python's lock, so that threads do it side by side; as many as processors would hold up the network.
_THREADS = max(1, (os.cpu_count() or 1) // 2)
BATCH = 32


@dataclass(frozen=True, eq=False)
class Batch(Generic[S]):
    """Some sources in their order, those that could be read apart from those that could not.

    Attributes:
        order: all of them.
        sources: (N) those that could be read.
        photos: (N) decoded.
        inputs: (N, C, ...) as the network takes them; None where N is 0.
        failures: the others, each with what is wrong.
    """

    order: tuple[S, ...]
    sources: tuple[S, ...]
    photos: tuple[Photo, ...]
    inputs: Tensor | None
    failures: tuple[tuple[S, ImageError], ...]


def batch_size(graph: Graph) -> int:
    """How many photos to compute at a time, where only the values that are still read are kept."""
    return min(BATCH, chunk_size(graph, keeps_values=False))


def prepared_batches(
    network: Network, sources: Sequence[S], decoded: Callable[[S], Photo], size: int = BATCH
) -> Iterator[Batch[S]]:
    """Decode and prepare sources, ``size`` at a time and one batch ahead.

    Args:
        network: whose preprocessing is applied.
        sources: what to read, in the order of the batches.
        decoded: makes a photo of one of them; an `ImageError` is kept beside the source.
        size: sources in a batch.
    """

    def read(source: S) -> tuple[Photo, Tensor] | ImageError:
        try:
            photo = decoded(source)
            return photo, network.prepare(photo)[0]
        except ImageError as error:
            return error

    pending: deque[tuple[Sequence[S], list[Future[tuple[Photo, Tensor] | ImageError]]]] = deque()
    with ThreadPoolExecutor(_THREADS) as threads:
        try:
            for start in range(0, len(sources), size):
                part = sources[start : start + size]
                pending.append((part, [threads.submit(read, source) for source in part]))
                if len(pending) > 1:
                    yield _batch(*pending.popleft())
            while pending:
                yield _batch(*pending.popleft())
        finally:
            # After an interrupt nobody waits for what nobody asked to see.
            threads.shutdown(wait=False, cancel_futures=True)


def _batch(part: Sequence[S], reading: Sequence[Future[tuple[Photo, Tensor] | ImageError]]) -> Batch[S]:
    sources, photos, inputs, failures = [], [], [], []
    for source, future in zip(part, reading, strict=True):
        found = future.result()
        if isinstance(found, ImageError):
            failures.append((source, found))
        else:
            sources.append(source)
            photos.append(found[0])
            inputs.append(found[1])
    return Batch(
        tuple(part), tuple(sources), tuple(photos), torch.stack(inputs) if inputs else None, tuple(failures)
    )
