"""Arguments of a call in plain values, as a file carries them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, runtime_checkable


@runtime_checkable
class Named(Protocol):
    """A value that can be given by a plain one, such as an objective by its text."""

    def as_argument(self) -> Any:
        """The plain value; None where there is none."""


class NotPlainError(Exception):
    """An argument that no file can carry."""


def plain(value: Any) -> Any:
    """An argument as numbers, texts, lists and mappings.

    Raises:
        NotPlainError: it is none of these, nor `Named`.
    """
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, Named) and (found := value.as_argument()) is not None:
        return found
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [plain(one) for one in value]
    raise NotPlainError
