"""Options of methods and metrics: a pydantic model each, with errors that say what there is."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from convscope.errors import MethodError


class Options(BaseModel):
    """Options of a method; a method without any takes this class itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")


O = TypeVar("O", bound=Options)  # noqa: E741  # the options of a method


def parsed(options: type[O], given: Mapping[str, Any], owner: str) -> O:
    """Options from given ones and defaults.

    Args:
        options: the model.
        given: what the user said.
        owner: the name of the method that they belong to.

    Raises:
        MethodError: there is no such option, or it cannot take its value.
    """
    try:
        return options(**given)
    except ValidationError as error:
        problem = error.errors()[0]
        name = ".".join(map(str, problem["loc"]))
        known = ", ".join(options.model_fields) or "none"
        if problem["type"] == "extra_forbidden":
            near = difflib.get_close_matches(name, options.model_fields, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"Its options: {known}."
            raise MethodError(f"{owner} has no option {name!r}.", hint) from None
        raise MethodError(
            f"{owner} cannot take {name}={problem.get('input')!r}: {problem['msg'].lower()}.",
            f"Its options: {known}.",
        ) from None
