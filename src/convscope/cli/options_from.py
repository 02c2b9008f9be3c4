"""Command-line options made from pydantic models, which alone say their names, defaults, bounds and meanings.

    @answers
    @options_from(given=DreamSettings)
    def dream(*, given: Given, out: Path | None = None, json_: Json = False, quiet: Quiet = False) -> Answer: ...

A field without a default becomes an argument, any other an option: ``keep_colours`` is ``--keep-colours``, and a
field of several values, such as ``layers``, is an option that is repeated, ``--layer``.
"""

from __future__ import annotations

import functools
import inspect
import types
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import typer
from pydantic import BaseModel
from pydantic.fields import FieldInfo

T = TypeVar("T")
Given = Mapping[str, Any]

LARGE = 2**31  # a bound beyond says nothing to a person


def options_from(**models: type[BaseModel]) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Put the options of models in the place of a command's parameters.

    Each such parameter gets the values that the user gave, by field; the model knows the defaults of the others, and
    says what is wrong with them.  A field of two models is one option; a field that the command takes itself is none.

    Args:
        models: by the names of the parameters that stand for them, with a description for each field.
    """

    def decorate(command: Callable[..., T]) -> Callable[..., T]:
        hints = get_type_hints(command, include_extras=True)
        own = inspect.signature(command).parameters
        fields = {
            name: {field: how for field, how in model.model_fields.items() if field not in own}
            for name, model in models.items()
        }
        made: dict[str, inspect.Parameter] = {}
        for name, parameter in own.items():
            if name not in models:
                made[name] = parameter.replace(annotation=hints[name], kind=inspect.Parameter.KEYWORD_ONLY)
            for field, how in fields.get(name, {}).items():
                made.setdefault(field, _parameter(field, how))

        @functools.wraps(command)
        def run(**said: Any) -> T:
            kept = {name: value for name, value in said.items() if name in own}
            given = {
                name: {field: said[field] for field in of_model if said.get(field) not in (None, [])}
                for name, of_model in fields.items()
            }
            return command(**kept, **given)

        run.__signature__ = inspect.Signature(list(made.values()))  # type: ignore[attr-defined]
        run.__annotations__ = {name: parameter.annotation for name, parameter in made.items()}
        return run

    return decorate


def _parameter(name: str, field: FieldInfo) -> inspect.Parameter:
    """The argument or option of a field."""
    kind, choices = _kind(field.annotation)
    several = get_origin(kind) is list
    singular = (name.removesuffix("s") if several else name).replace("_", "-")
    if field.is_required():
        metavar = f"{singular.upper()}{'...' if several else ''}"
        annotation: Any = Annotated[kind, typer.Argument(metavar=metavar, help=field.description)]
        return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation)
    option = typer.Option(
        f"--{singular}" + (f"/--no-{singular}" if kind is bool and field.default is True else ""),
        metavar="|".join(choices) or None,
        help=_help(field),
        show_default=False,
    )
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[kind | None, option]
    )


def _kind(annotation: Any) -> tuple[Any, list[str]]:
    """What a command line reads for an annotation, and the words that there are to choose from."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return str, [str(word) for word in inner]
    if origin is tuple:
        return list[_kind(inner[0])[0]], []  # type: ignore[misc]
    if origin in (Union, types.UnionType):
        kinds = [_kind(one) for one in inner if one is not types.NoneType]
        return kinds[0] if len(kinds) == 1 else (str, [])
    return annotation, []


def _help(field: FieldInfo) -> str:
    """The description, with default and bounds."""
    bounds = {
        name: f"{getattr(one, name):g}"
        for one in field.metadata
        for name in ("gt", "ge", "lt", "le")
        if getattr(one, name, None) is not None and abs(getattr(one, name)) < LARGE
    }
    words = {"gt": "above", "ge": "at least", "lt": "below", "le": "at most"}
    default = field.default
    is_said = not (default is None or isinstance(default, bool) or default == ())
    facts = [*([f"default {default}"] if is_said else []), *(f"{words[b]} {of}" for b, of in bounds.items())]
    description = str(field.description)
    return f"{description.removesuffix('.')} ({', '.join(facts)})." if facts else description
