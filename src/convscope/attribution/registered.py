"""What the registry holds: a function under its paper's name, with checked options."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from convscope.errors import ConvscopeError, MethodError
from convscope.settings import read_settings


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

    error: ClassVar[type[ConvscopeError]] = MethodError  # of an option that it does not have

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
            ConvscopeError: of the kind `error`; it has no such option, or the value is out of range.
        """
        return read_settings(self.options, given, self.name, self.error)

    def __call__(self, asked: Asked, **options: Any) -> Answer:
        """The function's answer with these options."""
        return self.function(asked, self.parse_options(options))
