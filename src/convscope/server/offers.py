"""What a page may open: files of the folders that were given, networks that need no file, and texts.

No code is run for a page, nothing is downloaded for it, and it names no place of the disk.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path

import torch
from torch.overrides import TorchFunctionMode

from convscope.errors import ConvscopeError, NetworkError
from convscope.network import Network, open_network
from convscope.network.beside_file import read_beside
from convscope.network.declarative import is_declaration
from convscope.network.embedded import NAME as EMBEDDED
from convscope.network.from_run import DESCRIPTION
from convscope.network.libraries import find_architecture
from convscope.server.failures import MissingError

ENDINGS = (".safetensors", ".pth", ".pt", ".ckpt")
MOST_PARAMETERS = 100_000_000  # of a network whose name or text a page gives
MOST_NUMBERS = 3 * 1024 * 1024  # of its input


@dataclass(frozen=True)
class Offer:
    """A network in a folder that was given.

    Attributes:
        id: 12 hexadecimal digits of its place.
        name: without its folder.
        spec: what opens it, as the folder was given.
    """

    id: str
    name: str
    spec: str


def offers_in(folders: Iterable[str | os.PathLike[str]]) -> dict[str, Offer]:
    """Runs, and checkpoints beside which their architecture is named, by their numbers.

    Raises:
        NetworkError: a folder is not there, or holds nothing of the kind.
    """
    found: dict[str, Offer] = {}
    for folder in map(Path, folders):
        if not folder.is_dir():
            raise NetworkError(f"There is no folder {folder}.", "Give a folder of runs or checkpoints.")
        runs = [place.parent for place in sorted(folder.rglob(DESCRIPTION))]
        specs = [f"run:{run}" for run in runs]
        for file in sorted(file for ending in ENDINGS for file in folder.rglob(f"*{ending}")):
            is_of_run = any(run in file.parents for run in runs)
            if not is_of_run and read_beside(file).arch is not None:
                specs.append(str(file))
        if not specs:
            raise NetworkError(
                f"{folder} holds no run and no checkpoint beside which its architecture is named.",
                "Train one, or write the architecture into a convscope.toml beside it.",
            )
        for spec in specs:
            number = hashlib.sha256(spec.encode()).hexdigest()[:12]
            found[number] = Offer(number, Path(spec).name, spec)
    return found


def open_offer(offers: Mapping[str, Offer], number: str) -> Network:
    """The network of an offer.

    Raises:
        MissingError: there is none of this number.
        NetworkError: it cannot be opened; its folder is not told.
    """
    offer = offers.get(number)
    if offer is None:
        raise MissingError(
            f"There is no network {number} to open.", "api/networks lists those that there are."
        )
    try:
        return open_network(offer.spec)
    except ConvscopeError as error:
        raise NetworkError(f"{offer.name} cannot be opened here.", "Start the server with it.") from error


def open_text(text: str) -> Network:
    """A network by its name or as a text, with the weights that the package holds or with random ones.

    Raises:
        ConvscopeError: there is none of this name, a word of the text is wrong, or it is too large for a page.
    """
    text = text.strip()
    if text == EMBEDDED:
        return open_network(text)
    if not is_declaration(text) and (":" in text or Path(text).suffix in (*ENDINGS, ".pt2", ".py")):
        raise NetworkError(
            "A page opens files only of the folders that were given.",
            "Give its folder when the server is started.",
        )
    architecture = find_architecture(text)
    with _Weightless():
        parameters = sum(one.numel() for one in architecture.build(None).parameters())
    numbers = prod(architecture.input_shape or ())
    if parameters > MOST_PARAMETERS or numbers > MOST_NUMBERS:
        raise NetworkError(
            f"This network has {parameters:,d} parameters and an input of {numbers:,d} numbers; "
            f"a page opens {MOST_PARAMETERS:,d} and {MOST_NUMBERS:,d} at most.",
            "Start the server with it.",
        )
    return open_network(text, weights="default" if architecture.is_embedded else "random")


class _Weightless(TorchFunctionMode):
    """Parameters get shapes without memory; the few numbers that a module computes on the way stay numbers."""

    def __torch_function__(self, function, types, arguments=(), keywords=None):  # type: ignore[no-untyped-def]
        """Call a function of PyTorch."""
        given = {**(keywords or {}), **({"device": "meta"} if function is torch.empty else {})}
        return function(*arguments, **given)
