"""Keeping how a result was made: what every function does whose results become files."""

from __future__ import annotations

import functools
import hashlib
import inspect
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ParamSpec, TypeVar

from convscope.record.arguments import NotPlainError, plain
from convscope.record.fingerprints import fingerprint
from convscope.record.record import Record, Recorded

P = ParamSpec("P")
R = TypeVar("R", bound=Recorded)

# Arguments that decide nothing about the result, or that only the user may say.
_ASIDE = frozenset({"progress", "run_code", "cache"})
_STANDARD_INPUT = "-"

# Before the digest of a photo that was decoded already, and so is known by its pixels.
PIXELS = "pixels "


def recorded(
    *, reads: Sequence[str] = (), found: Callable[[Any], Any] | None = None
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function keep in its result how it was made.

    Args:
        reads: the arguments that name files or folders that are read.
        found: the figures of a result in plain values, by which one made again is held to it; by default those of its
            ``document()``.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(function)

        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            given = _arguments(signature, args, kwargs)
            read = dict(
                _fingerprints(given, reads)
            )  # before it is read: it may change while this takes its time
            result = function(*args, **kwargs)
            result.keep(_record(function.__name__, given, read, (found or _figures)(result)))
            return result

        return run

    return decorate


def digest_of_figures(figures: Any) -> str:
    """16 hexadecimal digits of plain values and arrays."""
    text = json.dumps(figures, default=_known, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _arguments(signature: inspect.Signature, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    """The arguments that were given, by name; none where the call is wrong, which the function itself will say."""
    try:
        bound = signature.bind(*args, **kwargs).arguments
    except TypeError:
        return {}
    for name, parameter in signature.parameters.items():
        if parameter.kind is inspect.Parameter.VAR_KEYWORD:
            bound |= bound.pop(name, {})
    return {name: value for name, value in bound.items() if name not in _ASIDE}


def _record(made: str, given: Mapping[str, Any], read: Mapping[str, str], figures: Any) -> Record:
    asked: dict[str, Any] = {}
    networks: dict[str, Any] = {}
    missing = []
    for name, value in given.items():
        if hasattr(value, "opening"):
            networks[name] = {"network": value.name, "opening": value.opening.document()}
            continue
        try:
            asked[name] = plain(value)
        except NotPlainError:
            missing.append(name)
        else:
            if asked[name] == _STANDARD_INPUT:
                missing.append(name)
    return Record(made, asked, networks, read, tuple(missing), digest_of_figures(figures))


def _fingerprints(given: Mapping[str, Any], reads: Sequence[str]) -> Iterator[tuple[str, str]]:
    for name in reads:
        value = given.get(name)
        for one in value if isinstance(value, list | tuple) else (value,):
            if isinstance(one, str | os.PathLike):
                if known := fingerprint(os.fspath(one)):
                    yield os.fspath(one), known
            elif hasattr(one, "pixels") and (place := one.as_argument()):
                yield place, f"{PIXELS}{one.digest}"


def _figures(result: Any) -> Any:
    return result.document()


def _known(value: Any) -> str:
    """An array by its shape, type and bytes; anything else by its text."""
    if hasattr(value, "tobytes"):
        return f"{value.shape} {value.dtype} {hashlib.sha256(value.tobytes()).hexdigest()}"
    return str(value)
