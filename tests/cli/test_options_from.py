"""Command-line options that are made from a pydantic model."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import pytest
import typer
from pydantic import BaseModel, Field
from typer.testing import CliRunner

from convscope.cli.options_from import options_from


class Example(BaseModel):
    photo: Path = Field(description="The photo.")
    styles: tuple[Path, ...] = Field(description="The styles.")
    steps: int = Field(10, ge=1, le=50, description="Steps of the ascent.")
    rate: float | None = Field(None, gt=0, description="Size of a step.")
    match: Literal["gram", "patches"] = Field("gram", description="What is matched.")
    layers: tuple[str, ...] = Field((), description="The layers.")
    keep_colours: bool = Field(False, description="Keep the colours.")
    mirrored: bool = Field(True, description="Mirror the border.")
    seed: int = Field(0, description="The model's own words.")


class Other(BaseModel):
    cache: bool = Field(True, description="Keep the picture.")
    steps: int = Field(20, description="Shared with the other.")


def ran(*arguments: str) -> tuple[dict[str, Any], str]:
    """What the command got, and what it printed."""
    got: dict[str, Any] = {}
    app = typer.Typer()

    @app.command()
    @options_from(given=Example, other=Other)
    def command(*, given: Mapping[str, Any], other: Mapping[str, Any], seed: int = 3) -> None:
        """Do it."""
        got.update(given=given, other=other, seed=seed)

    result = CliRunner().invoke(app, arguments, env={"COLUMNS": "200"})
    return got, result.output


def test_required_fields_are_arguments_and_only_what_is_given_is_passed() -> None:
    got, _ = ran("cat.png", "a.png", "b.png")
    assert got == {
        "given": {"photo": Path("cat.png"), "styles": [Path("a.png"), Path("b.png")]},
        "other": {},
        "seed": 3,
    }


@pytest.mark.parametrize(
    ("arguments", "name", "value"),
    [
        (("--steps", "7"), "steps", 7),
        (("--rate", "0.5"), "rate", 0.5),
        (("--match", "patches"), "match", "patches"),
        (("--layer", "a", "--layer", "b"), "layers", ["a", "b"]),
        (("--keep-colours",), "keep_colours", True),
        (("--no-mirrored",), "mirrored", False),
    ],
)
def test_an_option_reaches_its_field(arguments: tuple[str, ...], name: str, value: Any) -> None:
    got, _ = ran("cat.png", "a.png", *arguments)
    assert got["given"][name] == value


def test_each_model_gets_its_own() -> None:
    got, _ = ran("cat.png", "a.png", "--no-cache")
    assert got["other"] == {"cache": False}


def test_a_field_of_two_models_is_one_option() -> None:
    got, _ = ran("cat.png", "a.png", "--steps", "4")
    assert (got["given"]["steps"], got["other"]["steps"]) == (4, 4)


def test_a_field_that_the_command_takes_itself_is_left_to_it() -> None:
    got, _ = ran("cat.png", "a.png", "--seed", "5")
    assert got["seed"] == 5
    assert "seed" not in got["given"]


@pytest.mark.parametrize(
    "words",
    [
        "Steps of the ascent (default 10, at least 1, at most 50).",
        "Size of a step (above 0).",
        "gram|patches",
        "Keep the colours.",
        "STYLE...",
        "--no-cache",
    ],
)
def test_help_says_meaning_default_bounds_and_choices(words: str) -> None:
    _, output = ran("--help")
    assert words in output
