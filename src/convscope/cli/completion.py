"""What a shell completes behind options and arguments: names that are found without importing what they are of."""

from __future__ import annotations

import importlib.util
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

Names = Callable[[Mapping[str, Any]], Iterator[str]]

_REGISTERED = re.compile(r"^@register_model(?:\([^\n]*\))?\n(?:@[^\n]*\n)*def (\w+)", re.MULTILINE)
_SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")
_KEY = re.compile(r'^    "([a-z][a-z-]*)": [\w.]+,$', re.MULTILINE)
# Packages are read as files: importing what computes takes seconds.
_PACKAGE = Path(__file__).parent.parent
_EMBEDDED = "efficientnet-lite0"
_NO_LAYERS = ("input", "tensor")


def completing(command: Any, called: str) -> None:
    """Give a command's parameters, and those of the commands below it, what a shell completes of their values.

    Args:
        command: what Typer made; changed in place.
        called: as the user calls it, without ``convscope``.
    """
    for name, below in getattr(command, "commands", {}).items():
        completing(below, f"{called} {name}")
    for parameter in command.params:
        words = (parameter.metavar or "").strip("[]").split("|")
        if len(words) > 1 and all(re.fullmatch(r"[\w.-]+", word) for word in words):
            names: Names | None = lambda given, words=words: iter(words)  # noqa: ARG005, E731
        else:
            names = _OF_COMMANDS.get((called, parameter.name)) or _NAMES.get(parameter.name)
        # Without names a shell completes files by itself, where Typer would give what was typed.
        parameter._custom_shell_complete = _complete(names or _nothing)


def take_shell(words: Sequence[str]) -> None:
    """Take the shell that is named behind ``--install-completion``: Typer would find one out and read no name."""
    if any(
        option in ("--install-completion", "--show-completion") and shell in _SHELLS
        for option, shell in pairwise(words)
    ):
        os.environ["_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION"] = "1"


def _nothing(given: Mapping[str, Any]) -> Iterator[str]:
    return iter(())


def _complete(names: Names) -> Callable[[Any, Any, str], list[str]]:
    """Typer's way to ask for the words that begin as what was typed; of a list with commas the last."""

    def complete(context: Any, parameter: Any, incomplete: str) -> list[str]:
        before, comma, begun = incomplete.rpartition(",")
        found = (name for name in names(context.params) if name.startswith(begun))
        return [f"{before}{comma}{name}" for name in dict.fromkeys(found)]

    return complete


def _registered(folder: str, decorator: str) -> Names:
    """The names under which the functions of a folder, one a file, are registered."""
    name = re.compile(rf'^@{decorator}\(\s*"([^"]+)"', re.MULTILINE)

    def names(given: Mapping[str, Any]) -> Iterator[str]:
        for file in sorted((_PACKAGE / folder).glob("*.py")):
            yield from name.findall(file.read_text("utf-8"))

    return names


def _networks(given: Mapping[str, Any]) -> Iterator[str]:
    yield _EMBEDDED
    yield from (f"run:{name}" for name in _runs(given))
    for library, folder in (("torchvision", "models"), ("timm", "models")):
        names = [*_architectures(library, folder)]
        yield from (f"{library}/{name}" for name in names)
        if library == "torchvision":
            yield from names


def _architectures(library: str, folder: str) -> Iterator[str]:
    """The architectures that a library registers, read from its source: importing it takes seconds."""
    found = importlib.util.find_spec(library)
    for root in (found and found.submodule_search_locations) or ():
        for file in sorted(Path(root, folder).rglob("*.py")):
            yield from _REGISTERED.findall(file.read_text("utf-8"))


def _layers(given: Mapping[str, Any]) -> Iterator[str]:
    """The layers of the embedded network; those of another are known once it is opened, which takes seconds."""
    if given.get("network") in (None, _EMBEDDED):
        nodes = json.loads((_PACKAGE / f"network/data/{_EMBEDDED}.json").read_text("utf-8"))["nodes"]
        layers = (node["address"] for node in nodes if node["operation"] not in _NO_LAYERS)
        yield from dict.fromkeys(part for address in layers for part in _outer(address))


def _outer(address: str) -> Iterator[str]:
    """A layer, and the modules around it."""
    parts = address.split(".")
    return (".".join(parts[:end]) for end in range(1, len(parts) + 1))


def _kept(kind: str, file: str) -> Iterator[str]:
    """Names of the runs or scans: of the folders that hold a file, where such are kept."""
    root = Path(os.environ.get(f"CONVSCOPE_{kind.upper()}") or kind)
    return (found.parent.name for found in sorted(root.glob(f"*/{file}")))


def _keys(file: str) -> Names:
    """The keys of the table that a file of the package holds, a line each."""

    def names(given: Mapping[str, Any]) -> Iterator[str]:
        return iter(_KEY.findall((_PACKAGE / file).read_text("utf-8")))

    return names


def _scans(given: Mapping[str, Any]) -> Iterator[str]:
    return _kept("scans", "scan.json")


def _runs(given: Mapping[str, Any]) -> Iterator[str]:
    return _kept("runs", "settings.json")


_METHODS = _registered("attribution/methods", "method")
_METRICS = _registered("trust/metrics", "metric")  # By the parameter.
_NAMES: Mapping[str, Names] = {
    "method": _METHODS,
    "methods": _METHODS,
    "metrics": _METRICS,
    "network": _networks,
    "beside": _networks,
    "arch": _networks,
    "of": _networks,
    "layer": _layers,
    "layers": _layers,
    "unit": _layers,
    "units": _layers,
    "kernel": _keys("filters/catalogue.py"),
    "bank": _keys("filters/banks.py"),
    "scan": _scans,
    "resume": _runs,
}
# By the command and its parameter, whose name means something else elsewhere.
_OF_COMMANDS: Mapping[tuple[str, str], Names] = {
    ("methods", "names"): _METHODS,
    ("metrics", "names"): _METRICS,
    ("unit", "address"): _layers,
    ("embed", "data"): _scans,
    ("runs", "names"): _runs,
}
