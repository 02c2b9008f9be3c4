"""Settings as pydantic models: what a user gave, checked, and told in one sentence where it is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from convscope.errors import ConvscopeError, suggest

S = TypeVar("S", bound=BaseModel)

_LONGEST = 100  # characters of a value in a message


def read_settings(model: type[S], given: Mapping[str, Any], owner: str, error: type[ConvscopeError]) -> S:
    """Settings from those that were given and the defaults of the others.

    Args:
        model: of the settings.
        given: values by name.
        owner: what the settings belong to, such as ``grad-cam``.
        error: raised where they are wrong.

    Raises:
        ConvscopeError: of the kind ``error``: there is no such option, or it cannot take its value.
    """
    try:
        return model.model_validate(dict(given))
    except ValidationError as wrong:
        problem = wrong.errors()[0]
        name = ".".join(map(str, problem["loc"]))
        known = f"Its options: {', '.join(model.model_fields) or 'none'}."
        if problem["type"] == "extra_forbidden":
            hint = suggest(name, model.model_fields, known)
            raise error(f"{owner} has no option {name!r}.", hint) from None
        if problem["type"] == "missing":
            raise error(f"{owner} needs the option {name}.", known) from None
        raise error(
            f"{owner} cannot take {name}={_short(problem['input'])}: {problem['msg'].lower()}.", known
        ) from None


def _short(value: Any) -> str:
    """A value as it is written in Python, or only of which type it is."""
    written = repr(value)
    return written if len(written) <= _LONGEST and "\n" not in written else f"a {type(value).__name__}"
