"""Python's functions take what the makers' settings name."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest

import convscope
from convscope.makers import options
from convscope.makers.making import makers

NAMES = list(makers())


def function_of(name: str) -> Any:
    return getattr(convscope, name)


def options_of(name: str) -> dict[str, Any]:
    return get_type_hints(getattr(options, f"{name.capitalize()}Options"), localns={"Photo": Path})


def parts(annotation: Any) -> set[Any]:
    """The kinds and words that an annotation allows; a model makes paths of all that names a photo or folder."""
    if get_origin(annotation) is Literal:
        return set(get_args(annotation))
    if get_origin(annotation) in (tuple, Sequence):
        return {"several", *parts(get_args(annotation)[0])}
    inner, of_folder = set(get_args(annotation)), set(get_args(options.Folder))
    if of_folder <= inner:
        inner = inner - of_folder | {Path}
    return set().union(*map(parts, inner)) if inner else {annotation}


@pytest.mark.parametrize("name", NAMES)
def test_a_function_takes_every_setting_and_no_other(name: str) -> None:
    own = set(inspect.signature(function_of(name)).parameters) - {"network", "progress", "settings"}
    taken = {"layers" if one == "layer" and name != "caricature" else one for one in own}
    assert taken | options_of(name).keys() == makers()[name].settings.model_fields.keys()


@pytest.mark.parametrize("name", NAMES)
def test_a_function_types_every_setting_as_its_model(name: str) -> None:
    fields = makers()[name].settings.model_fields
    for option, annotation in options_of(name).items():
        assert parts(annotation) == parts(fields[option].annotation), option


@pytest.mark.parametrize("name", NAMES)
def test_a_function_documents_every_setting(name: str) -> None:
    documentation = inspect.getdoc(function_of(name)) or ""
    for option in options_of(name):
        assert f"{option}: {makers()[name].settings.model_fields[option].description}" in documentation
