"""One grammar for all commands: what is looked at is the argument, the network is ``--network``.

The order of before, with the network first, is still understood where it can mean nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from convscope.cli.options_from import Given
from convscope.errors import NetworkError


def network_apart(words: Sequence[str], opening: Given) -> tuple[Given, list[str]]:
    """The options with the network that the first word names, if it does, and the other words.

    Args:
        words: the arguments, in their order.
        opening: what was given of `NetworkOptions`; with a ``--network`` no word is one.

    Raises:
        NetworkError: the first word is a run as well as a file or folder.
    """
    if "network" in opening or not words:
        return opening, list(words)
    first, *others = words
    is_misspelt = bool(others) and first != "-" and not Path(first).suffix and not Path(first).exists()
    if names_network(first) or is_misspelt:
        return {**opening, "network": first}, others
    return opening, list(words)


def photos_apart(photos: Sequence[Path], opening: Given) -> tuple[Given, list[Path]]:
    """The options with the network that the first of these names, if it can be nothing else, and the photos.

    Args:
        photos: the arguments, in their order.
        opening: what was given of `NetworkOptions`; with a ``--network`` no word is one.

    Raises:
        NetworkError: the first word is a run as well as a file or folder.
    """
    if "network" in opening or not photos or not names_network(str(photos[0])):
        return opening, list(photos)
    return {**opening, "network": str(photos[0])}, list(photos[1:])


def named_network(word: str | None, opening: Given) -> Given:
    """The options of a command that looks at a network, which may also be its argument.

    Raises:
        NetworkError: two networks are named.
    """
    if word is None:
        return opening
    if "network" in opening:
        raise NetworkError(f"Two networks are named: {word} and {opening['network']}.", "Name one.")
    return {**opening, "network": word}


def names_network(word: str) -> bool:
    """Whether a word can only be a network: no file, no folder and no data set is called so.

    Raises:
        NetworkError: it is a run as well as a file or folder.
    """
    from convscope.images.folders import SUFFIXES

    if Path(word).suffix.lower() in SUFFIXES:  # said without PyTorch, which the imports below need
        return False
    from convscope.network import embedded
    from convscope.network.declarative import is_declaration
    from convscope.network.from_python import is_python
    from convscope.network.from_run import DESCRIPTION, is_run, runs_folder
    from convscope.network.libraries import LIBRARIES, full_name
    from convscope.network.openers import FILES

    if is_declaration(word) or is_run(word) or is_python(word) or word == embedded.NAME:
        return True
    if (Path(word) / DESCRIPTION).is_file() or word.endswith(FILES):
        return True
    there = Path(word).exists()
    if (runs_folder() / word / DESCRIPTION).is_file():
        if there:
            raise NetworkError(
                f"{word} is a run and also a file or folder here.",
                f"Write --network run:{word}, or --network {embedded.NAME} {word}.",
            )
        return True
    is_in_library = word.partition("/")[0] in LIBRARIES.all() and "/" in word
    return not there and (is_in_library or full_name(word) is not None)


def network_spec(name: str) -> str:
    """The network that a name means: ``run:NAME`` where there is such a run, else what was written."""
    from convscope.network.declarative import is_declaration
    from convscope.network.from_run import DESCRIPTION, is_run, runs_folder, without_epoch

    if is_declaration(name) or is_run(name):
        return name
    run = without_epoch(name)
    folders = (runs_folder() / run, Path(run))
    return f"run:{name}" if any((folder / DESCRIPTION).is_file() for folder in folders) else name
