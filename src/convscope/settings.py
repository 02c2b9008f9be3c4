"""Settings as pydantic models: what a user gave, checked, and told in one sentence where it is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from convscope.errors import ConvscopeError, suggest

S = TypeVar("S", bound=BaseModel)

# Of a union pydantic names the member that it tried: constrained-int, tuple[int, int], literal['none'].
_TAG = re.compile(r"int|str|float|bool|.*[-\[].*")
_LONGEST = 100  # characters of a value in a message


def read_settings(
    model: type[S],
    given: Mapping[str, Any],
    owner: str | Callable[[str], str],
    error: type[ConvscopeError],
) -> S:
    """Settings from those that were given and the defaults of the others.

    Args:
        model: of the settings.
        given: values by name.
        owner: what the settings belong to, such as ``grad-cam``; or what the option of a name belongs to.
        error: raised where they are wrong.

    Raises:
        ConvscopeError: of the kind ``error``: there is no such option, or it cannot take its value.
    """
    try:
        return model.model_validate(dict(given))
    except ValidationError as wrong:
        problem = wrong.errors()[0]
        first, name = str(problem["loc"][0]), _name(problem["loc"])
        owner = owner if isinstance(owner, str) else owner(first)
        known = f"Its options: {', '.join(model.model_fields) or 'none'}."
        if problem["type"] == "extra_forbidden":
            hint = suggest(name, model.model_fields, known)
            raise error(f"{owner} has no option {name!r}.", hint) from None
        if problem["type"] == "missing" and first in given:
            raise error(
                f"{owner} cannot take {first}={_short(given[first])}: values are missing.", known
            ) from None
        if problem["type"] == "missing":
            raise error(f"{owner} needs the option {name}.", known) from None
        raise error(
            f"{owner} cannot take {name}={_short(problem['input'])}: {problem['msg'].lower()}.", known
        ) from None


def _name(place: tuple[int | str, ...]) -> str:
    """A place in settings as people write it, without pydantic's tags of the members of a union."""
    first, *others = place
    return ".".join(map(str, (first, *(part for part in others if not _TAG.fullmatch(str(part))))))


def _short(value: Any) -> str:
    """A value as it is written in Python, or only of which type it is."""
    written = repr(value)
    return written if len(written) <= _LONGEST and "\n" not in written else f"a {type(value).__name__}"
