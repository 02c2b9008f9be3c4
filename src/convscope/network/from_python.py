"""A network that a function in a Python file makes."""

from __future__ import annotations

import importlib.util
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from torch import nn

from convscope.errors import NetworkError
from convscope.network.architecture import Architecture
from convscope.network.checkpoint import read_checkpoint
from convscope.network.device import checked_device
from convscope.network.network import Network
from convscope.network.opening import Opening
from convscope.network.seeding import seeded
from convscope.network.state_dict import load_state, unwrapped


def is_python(spec: str) -> bool:
    """Whether a spec is of the form ``file.py:function``, or means to be."""
    return spec.endswith(".py") or ".py:" in spec


def open_python(spec: str, asked: str | None, opening: Opening) -> Network:
    """The network that ``file.py:function`` makes, with a checkpoint's tensors if the user asked for one.

    Raises:
        NetworkError: no word that the file may run, no such file or function; an error inside it, with its line; a
            result that is neither a module nor a Network; or weights that it cannot take.
    """
    made = _made_by_file(spec, opening)
    if asked in ("default", "random"):
        raise NetworkError(f"{spec} makes its own weights.", "Leave weights out, or give a file.")
    if isinstance(made, Network):
        if asked is not None:
            raise NetworkError(
                f"{spec} returns a Network, whose weights are its own.", "Return the torch.nn.Module."
            )
        return made.described(replace(made.description, opening=opening))
    weights = f"made by {spec}"
    if asked is not None:
        state = unwrapped(read_checkpoint(Path(asked)), made.state_dict().keys())
        load_state(made, state, asked, spec)
        weights = f"in {asked}"
    module = made.to(checked_device(opening.device))
    return Network(module, name=opening.spec, weights=weights, size=opening.size, opening=opening)


def python_architecture(opening: Opening) -> Architecture:
    """The architecture that ``file.py:function`` makes, for training.

    Raises:
        NetworkError: as `open_python`, or the result is a Network, which cannot be trained.
    """
    spec = opening.spec
    module = module_of_file(spec, opening)

    def download() -> nn.Module:
        raise NetworkError(f"{spec} makes its own weights.", "Leave weights out.")

    return Architecture(
        name=spec,
        build=lambda _: module_of_file(spec, opening),
        download=download,
        weights="",
        classes=_outputs(module),
        preprocessing=None,
        preprocessing_untrained=None,
    )


def _outputs(module: nn.Module) -> int:
    """The outputs of a module's last layer with weights."""
    last = [part for part in module.modules() if isinstance(part, nn.Linear | nn.Conv2d)]
    if not last:
        return 0
    return last[-1].out_features if isinstance(last[-1], nn.Linear) else last[-1].out_channels


def module_of_file(spec: str, opening: Opening) -> nn.Module:
    """The module that ``file.py:function`` makes, for training.

    Raises:
        NetworkError: as `open_python`, or the result is a Network, which cannot be trained.
    """
    made = _made_by_file(spec, opening)
    if isinstance(made, Network):
        raise NetworkError(
            f"{spec} returns a Network, and training changes a module.", "Return the torch.nn.Module."
        )
    return made


def _made_by_file(spec: str, opening: Opening) -> nn.Module | Network:
    """What the function returns, called without arguments."""
    file, _, name = spec.rpartition(":") if not spec.endswith(".py") else (spec, "", "")
    path = Path(file)
    if not name:
        raise NetworkError(
            f"{spec} names no function.", f"Write {spec}:FUNCTION, a function that returns the module."
        )
    if not path.is_file():
        raise NetworkError(f"There is no file {path}.")
    if not opening.run_code:
        raise NetworkError(
            f"Opening {spec} runs the Python file {path}.",
            "If you trust it, say so with run_code=True.",
        )
    with seeded(opening.seed), _errors_by_line(path):
        function = getattr(_executed(path), name, None)
        made = function() if callable(function) else None
    if not callable(function):
        raise NetworkError(f"{path} has no function {name!r}.", "Name one that returns the module.")
    if not isinstance(made, nn.Module | Network):
        raise NetworkError(
            f"{spec} must return a torch.nn.Module or a convscope.Network, not {type(made).__name__}."
        )
    return made


def _executed(path: Path) -> Any:
    """The file as a module, able to import the files beside it, as a script is."""
    # Registered, because dataclasses and torch.export look a class's module up there.
    name = f"_convscope_file_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    sys.path.insert(0, str(path.parent.resolve()))
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(path.parent.resolve()))
    return module


@contextmanager
def _errors_by_line(path: Path) -> Iterator[None]:
    """Whatever the file raises, also its wish to exit, as one sentence with the file's innermost line."""
    try:
        yield
    except (Exception, SystemExit) as error:
        frames = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno for frame in frames if Path(frame.filename) == path.absolute()]
        line = error.lineno if isinstance(error, SyntaxError) else (lines or [None])[-1]
        place = f"{path}:{line}" if line else str(path)
        raise NetworkError(
            f"{place} stopped with {type(error).__name__}: {error}.", "Correct the file."
        ) from error
