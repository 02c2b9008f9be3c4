"""Templates of pages in the language spoken now."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from jinja2 import BaseLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from convscope.language import language, localised, translated, translated_value
from convscope.language.catalogue import PAGE
from convscope.language.choice import SOURCE
from convscope.language.numbers import NUMBER
from convscope.language.scripts import in_script
from convscope.language.templates import in_template
from convscope.version import VERSION

_NUMBER = re.compile(NUMBER)


def templates() -> Environment:
    """Templates that escape what they are given and refuse what nobody gave, in the language spoken now."""
    return _templates(language())


@cache
def _templates(code: str) -> Environment:
    written = PackageLoader("convscope.report", "templates")
    environment = Environment(
        loader=written if code == SOURCE else _Translated(written),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["said"] = _said
    environment.globals["version"] = VERSION
    return environment


class _Translated(BaseLoader):
    """Another loader's templates, translated as they are loaded."""

    def __init__(self, written: BaseLoader) -> None:
        self._written = written

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """The template's source; see Jinja's `BaseLoader`."""
        source, file, uptodate = self._written.get_source(environment, template)
        change = {"html": in_template, "js": in_script}.get(template.rpartition(".")[2])
        return change(source, _message) if change else source, file, uptodate


def _message(message: str) -> str:
    return translated(message, PAGE)


def _said(value: object) -> object:
    """A value that a page prints: words of the program and numbers as the language has them."""
    if isinstance(value, Markup):
        is_text = "<" not in value and len(value) < 100
        return Markup(_NUMBER.sub(lambda n: localised(n.group()), value)) if is_text else value
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return translated_value(str(value))
    return value
