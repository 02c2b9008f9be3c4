"""What all answers about a network depend on beside the question, as a few digits."""

from __future__ import annotations

import hashlib
from pathlib import Path

import torch

import convscope
from convscope.language import language
from convscope.network import Network
from convscope.network.digest import digest_of


def identity(network: Network) -> str:
    """32 hexadecimal digits of all that decides what is computed of a photo.

    Beside the tensors these are the operations, since a network of the same tensors may have others; what is said of
    it, such as normalisation and labels; where and by what it is computed; the language that words and numbers are
    written in; and this package's own files.
    """
    graph, total = network.graph(), hashlib.sha256()
    held = digest_of({node.address: value for node, value in graph.held.items()})
    computing = (torch.__version__, torch.get_num_threads(), str(graph.device), str(graph.dtype))
    for part in (network.digest, held, repr(network.description), repr(computing), language(), _own_files()):
        total.update(part.encode())
    for node in graph.nodes:
        total.update(repr((node, node.function, node.arguments, node.keywords, node.shape)).encode())
    return total.hexdigest()[:32]


def _own_files() -> str:
    """Names, sizes and times of this package's files: a program that was mended does not give its old answers."""
    folder = Path(str(convscope.__file__)).parent
    files = sorted(folder.rglob("*.py"))
    return repr([(str(file.relative_to(folder)), *_stamp(file)) for file in files])


def _stamp(file: Path) -> tuple[int, int]:
    found = file.stat()
    return found.st_size, found.st_mtime_ns
