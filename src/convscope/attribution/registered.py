"""What the registry holds: a function under its paper's name, with checked options."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from convscope.errors import MethodError, suggest


class Options(BaseModel):
    """Options of a method or metric; one without any takes this class itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Asked = TypeVar("Asked")
O = TypeVar("O", bound=Options)  # noqa: E741  # the options
Answer = TypeVar("Answer")


@dataclass(frozen=True, kw_only=True)
class Registered(Generic[Asked, O, Answer]):
    """A method or metric.

    Attributes:
        name: the paper's, in lower case with hyphens.
        source: the paper.
        function: computes the answer.
        options: the pydantic model of its options.
    """

    name: str
    source: str
    function: Callable[[Asked, O], Answer]
    options: type[O]

    @property
    def summary(self) -> str:
        """The first sentence of its documentation."""
        return self.documentation.split("\n")[0].rstrip(".")

    @property
    def documentation(self) -> str:
        """Formula, use, shapes or range, cost and limits."""
        return inspect.getdoc(self.function) or ""

    def parse_options(self, given: Mapping[str, Any]) -> O:
        """Its options from given ones and defaults.

        Raises:
            MethodError: it has no such option, or the value is out of range.
        """
        try:
            return self.options(**given)
        except ValidationError as error:
            problem = error.errors()[0]
            option = ".".join(map(str, problem["loc"]))
            fields = self.options.model_fields
            known = f"Its options: {', '.join(fields) or 'none'}."
            if problem["type"] == "extra_forbidden":
                hint = suggest(option, fields) or known
                raise MethodError(f"{self.name} has no option {option!r}.", hint) from None
            raise MethodError(
                f"{self.name} cannot take {option}={problem.get('input')!r}: {problem['msg'].lower()}.", known
            ) from None

    def __call__(self, asked: Asked, **options: Any) -> Answer:
        """The function's answer with these options."""
        return self.function(asked, self.parse_options(options))
