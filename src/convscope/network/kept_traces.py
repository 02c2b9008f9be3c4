"""Traces kept in the cache: a network that was opened before is not traced again, and of a run not even built."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load, save
from torch import Tensor, nn

from convscope.cache import cache_folder
from convscope.errors import OutputError
from convscope.files import replacing
from convscope.graph import Graph, trace
from convscope.graph.tensors import OwnTensors
from convscope.graph.tracing.storage import from_document, to_document
from convscope.network.input import Input
from convscope.network.inputs import signatures

# The least recently used of more are forgotten; one takes about 200 kB.
_MOST = 64
_DOCUMENT = "document"
_DIGEST_BYTES = 32
# What decides, beside our own code, how an architecture is built and traced.
_PACKAGES = ("torch", "timm", "torchvision")
_FOLDERS = ("detection", "graph", "network")


@dataclass(frozen=True)
class KeptTraces:
    """The graphs of an architecture with the tensors of one network, traced where the cache does not have them.

    A trace is found again by the architecture's name, the names and shapes of all tensors, the size of the input, and
    the code that built and traced it: of Convscope, PyTorch, timm and torchvision.

    Attributes:
        architecture: its name.
        state: the network's tensors by their names in the module, which nobody else writes to.
        build: makes the module with these tensors, in evaluation mode; called once, for what is not in the cache.
        inputs: what the network takes.
        is_kept: whether the cache is asked and told; not where the name stands for code that may change.
    """

    architecture: str
    state: Mapping[str, Tensor]
    build: Callable[[], nn.Module]
    inputs: tuple[Input, ...]
    is_kept: bool = True

    def graph(self, shape: tuple[int, ...]) -> Graph:
        """The graph for (C, ...) of an example of the first input.

        Raises:
            TraceError: the module cannot be traced.
        """
        found = self._found(shape) if self.is_kept else None
        return found or self._traced(shape)

    def _found(self, shape: tuple[int, ...]) -> Graph | None:
        """The graph that the cache has; None where it has none, or a damaged one."""
        from convscope.detection import operations  # noqa: F401  # a trace may hold them

        place = self._place(shape)
        try:
            digest, content = _parted(place.read_bytes())
            if hashlib.sha256(content).digest() != digest:
                return None
            tensors = load(content)
            document = json.loads(tensors.pop(_DOCUMENT).numpy().tobytes())
            graph = from_document(document, OwnTensors({**self.state, **tensors}))
        # An operation that is not there, a file of nobody knows what: it is made again.
        except Exception:
            return None
        with suppress(OSError):
            os.utime(place)
        return graph

    @cached_property
    def _module(self) -> nn.Module:
        return self.build()

    def _traced(self, shape: tuple[int, ...]) -> Graph:
        graph = trace(self._module, signatures(self.inputs, shape))
        tensors = {name: graph.tensors[name] for name in graph.read_tensors}
        if self.is_kept:
            self._keep(graph, shape, {name: one for name, one in tensors.items() if name not in self.state})
        return graph.with_tensors(OwnTensors(tensors))

    def _keep(self, graph: Graph, shape: tuple[int, ...], beside: Mapping[str, Tensor]) -> None:
        """Keep a graph, with the tensors that are not the network's state."""
        # An argument that has no form in a file, or a cache that cannot be written to: nothing is kept.
        with suppress(ValueError, OSError, OutputError):
            document = np.frombuffer(json.dumps(to_document(graph)).encode(), np.uint8)
            copies = {name: tensor.contiguous().clone() for name, tensor in beside.items()}
            content = save({_DOCUMENT: torch.from_numpy(document.copy()), **copies})
            place = self._place(shape)
            place.parent.mkdir(parents=True, exist_ok=True)
            with replacing(place) as temporary:
                temporary.write_bytes(hashlib.sha256(content).digest() + content)
            _forget_oldest(place.parent)

    def _place(self, shape: tuple[int, ...]) -> Path:
        tensors = sorted((name, str(one.dtype), list(one.shape)) for name, one in self.state.items())
        others = [one.shape for one in self.inputs[1:]]
        key = json.dumps([_code(), self.architecture, shape, others, tensors])
        return cache_folder() / "traces" / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.trace"


def _parted(content: bytes) -> tuple[bytes, bytes]:
    return content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]


def _forget_oldest(folder: Path) -> None:
    """Keep the most recently used; another process may be forgetting at the same time."""
    used: list[tuple[float, Path]] = []
    for file in folder.glob("*.trace"):
        with suppress(FileNotFoundError):
            used.append((file.stat().st_mtime, file))
    for _, file in sorted(used)[:-_MOST]:
        file.unlink(missing_ok=True)


@cache
def _code() -> str:
    """A digest of the code that builds and traces networks."""
    total = hashlib.sha256(sys.version.encode())
    for name in _PACKAGES:
        try:
            total.update(f"{name} {version(name)}\n".encode())
        except PackageNotFoundError:
            total.update(f"no {name}\n".encode())
    root = Path(__file__).parent.parent
    for file in sorted(file for folder in _FOLDERS for file in (root / folder).rglob("*.py")):
        total.update(str(file.relative_to(root)).encode())
        total.update(file.read_bytes())
    return total.hexdigest()
