"""Opening a network by its name, in every form that a user can write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from convscope.errors import NetworkError
from convscope.network import embedded
from convscope.network.choice import Choice
from convscope.network.declarative import declared_architecture, is_declaration
from convscope.network.device import checked_device
from convscope.network.from_architecture import open_architecture
from convscope.network.from_program import open_program
from convscope.network.from_python import is_python, open_python
from convscope.network.from_run import is_run, open_run
from convscope.network.libraries import LIBRARIES
from convscope.network.listing import unknown_network
from convscope.network.network import Network

_CHECKPOINTS = (".safetensors", ".pth", ".pt", ".ckpt")


def open_network(
    spec: str,
    *,
    weights: str | None = None,
    arch: str | None = None,
    device: str = "cpu",
    seed: int = 0,
    run_code: bool = False,
) -> Network:
    """Open a network by its name.

    Args:
        spec: ``efficientnet-lite0``, ``convscope/NAME``, ``torchvision/NAME``, ``timm/NAME``, a checkpoint
            (``.safetensors``, ``.pth``, ``.pt``, ``.ckpt``; needs ``arch``), an exported program (``.pt2``),
            ``file.py:function`` or a text, ``input 1x28x28 -> conv 32 3x3 -> relu -> ...``
            (`convscope.network.declarative`); or ``run:NAME``, what was trained here.
        weights: for an architecture "default" (the library's own, downloaded unless they are here), "random"
            or a checkpoint; for ``file.py:function`` a checkpoint.
        arch: the architecture of a checkpoint, any of these but a checkpoint or ``.pt2``.
        device: where it computes, as PyTorch writes it.
        seed: of random weights; PyTorch's own generator is left as it is.
        run_code: whether a Python file may run.

    Raises:
        NetworkError: the name is not known, or what it names cannot be opened.
        LayerSizeError: a layer of a text is impossible.
    """
    choice = Choice(spec, weights, arch, checked_device(device), seed, run_code)
    if _is_checkpoint(spec):
        return _open_checkpoint(choice)
    if arch is not None:
        raise NetworkError(f"--arch belongs to a checkpoint, and {spec} is none.", "Leave it out.")
    return _open(spec, choice)


def _is_checkpoint(spec: str) -> bool:
    return (
        not is_declaration(spec)
        and spec.partition("/")[0] not in _OPENERS
        and Path(spec).suffix in _CHECKPOINTS
    )


def _open(spec: str, choice: Choice) -> Network:
    """Open what holds an architecture; its name is that of the choice."""
    if is_declaration(spec):
        return open_architecture(declared_architecture(spec, " ".join(spec.split())), choice)
    opener = _OPENERS.get(spec.partition("/")[0])
    if opener:
        return opener(spec, choice)
    if is_run(spec):
        return open_run(spec, choice)
    if is_python(spec):
        return open_python(spec, choice)
    if Path(spec).suffix == ".pt2":
        return _open_program(spec, choice)
    if Path(spec).is_file():
        raise NetworkError(
            f"{spec} is no file of a network.",
            f"Networks end in {', '.join(_CHECKPOINTS)}, .pt2 or .py:function.",
        )
    raise unknown_network(spec)


def _open_checkpoint(choice: Choice) -> Network:
    if choice.arch is None:
        raise NetworkError(
            f"{choice.name} holds tensors, but not what to compute with them.",
            "Name the architecture with --arch torchvision/NAME, timm/NAME or file.py:function.",
        )
    if choice.weights is not None:
        raise NetworkError(f"{choice.name} holds the weights itself.", "Leave --weights out.")
    return _open(choice.arch, replace(choice, weights=choice.name))


def _open_embedded(spec: str, choice: Choice) -> Network:
    if spec != embedded.NAME:
        raise unknown_network(spec)
    if choice.weights not in (None, "default"):
        raise NetworkError(
            f"{spec} has its own weights, {choice.weights} came.",
            f"For others open timm/{embedded.ARCHITECTURE}.",
        )
    return embedded.open_embedded(choice.device)


def _open_library(spec: str, choice: Choice) -> Network:
    prefix, _, name = spec.partition("/")
    library = LIBRARIES[prefix]
    if name not in library.names():
        raise unknown_network(spec)
    return open_architecture(library.architecture(name), choice)


def _open_program(spec: str, choice: Choice) -> Network:
    if choice.weights is not None:
        raise NetworkError(f"{spec} holds its own weights, {choice.weights} came.", "Leave --weights out.")
    return open_program(Path(spec), choice.device)


# What opens a name, by what stands before its first slash.
_OPENERS: dict[str, Callable[[str, Choice], Network]] = {
    embedded.NAME: _open_embedded,
    **dict.fromkeys(LIBRARIES, _open_library),
}
