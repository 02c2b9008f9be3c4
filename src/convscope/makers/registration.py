"""What a maker of pictures is: a function with a name and settings, nothing else.

A maker is one file in ``kinds/``; the command line, ``convscope reproduce`` and Python make its pictures alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from convscope.errors import SynthesisError
from convscope.makers.progress import Making
from convscope.makers.result import Synthesis
from convscope.network import Network
from convscope.settings import read_settings


class Settings(BaseModel):
    """All that decides a picture besides the network; a PNG carries it as JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seed: int = Field(0, ge=0, lt=2**63, description="Seed of everything random.")

    def photos(self) -> Sequence[Path]:
        """The photos that the picture is made of; their digests are kept beside the settings."""
        return ()


S = TypeVar("S", bound=Settings)


@dataclass(frozen=True)
class Maker(Generic[S]):
    """A maker of pictures.

    Attributes:
        name: the command's.
        settings: the pydantic model of its settings.
        function: makes a picture; it tells the `Making` of each step, goes on from `Making.resumed`, and ends
            early with what it has once the making is stopped.
    """

    name: str
    settings: type[S]
    function: Callable[[Network, S, Making], Synthesis]

    def parse(self, given: Mapping[str, Any]) -> S:
        """The settings from given ones and defaults.

        Raises:
            SynthesisError: there is no such setting, or it cannot take its value.
        """
        return read_settings(self.settings, given, self.name, SynthesisError)


def maker(name: str, settings: type[S]) -> Callable[[Callable[[Network, S, Making], Synthesis]], Maker[S]]:
    """Make a maker of a function; `convscope.makers.makers` finds it."""

    def register(function: Callable[[Network, S, Making], Synthesis]) -> Maker[S]:
        return Maker(name, settings, function)

    return register
