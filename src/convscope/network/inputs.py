"""What a network takes: one input or several, and holding all of them but one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from torch import Tensor

from convscope.errors import ImageError, NetworkError
from convscope.graph import Signature
from convscope.images import Preprocessing
from convscope.network.input import Input


def inputs_of(
    inputs: Mapping[str, Input] | Sequence[Input] | None,
    shape: Sequence[int] | None,
    preprocessing: Preprocessing | None,
    mean: Sequence[float] | None,
    std: Sequence[float] | None,
    size: tuple[int, int] | None,
) -> tuple[Input, ...]:
    """What a network takes, from what a user says of it; see `convscope.Network`.

    Raises:
        ImageError: a preprocessing was given with a mean, std or size beside it.
    """
    if isinstance(inputs, Mapping):
        return tuple(replace(one, name=name) for name, one in inputs.items())
    if inputs is not None:
        return tuple(inputs)
    if preprocessing is None:
        return (Input.of_shape(shape or (3, *(size or (224, 224))), mean=mean, std=std),)
    if mean or std or size:
        raise ImageError(
            "A preprocessing has a mean, a std and a size of its own.", "Give the one or the others."
        )
    return (Input(tuple(shape or (preprocessing.channels, *preprocessing.size)), preprocessing),)


def signatures(inputs: Sequence[Input], shape: tuple[int, ...]) -> list[Signature]:
    """How inputs are told to the tracer, an example of the first being of a shape (C, ...)."""
    first, *others = (Signature(one.name, one.shape, one.dtype) for one in inputs)
    return [replace(first, shape=shape), *others]


def held_examples(
    owner: str, inputs: Sequence[Input], source: Mapping[str, Any], varied: str | None
) -> tuple[int, dict[int, Tensor]]:
    """Which of several inputs stays free, and examples (1, C, ...) of the others by their places.

    Raises:
        NetworkError: there is no such input, or the example of one is missing.
    """
    names = [one.name for one in inputs]
    free = names[0] if varied is None else varied.removeprefix("input.")
    missing = [name for name in names if name not in source and name != free]
    unknown = [name for name in (*source, free) if name not in names]
    if missing or unknown:
        wrong = f"no example of {missing[0]} was given" if missing else f"there is no input {unknown[0]}"
        raise NetworkError(f"{owner} takes {', '.join(names)}, and {wrong}.", "Give each by its name.")
    place = names.index(free)
    held = {n: one.prepare(source[one.name])[None] for n, one in enumerate(inputs) if n != place}
    return place, held
