"""What a maker of pictures is: a function with a name and settings, nothing else.

A maker is one file in ``kinds/``; the command line, ``convscope reproduce`` and Python make its pictures alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from convscope.errors import SynthesisError
from convscope.makers.progress import Making
from convscope.makers.result import Synthesis
from convscope.makers.settings import Settings
from convscope.network import Network
from convscope.plugins import Registry, members
from convscope.settings import read_settings

S = TypeVar("S", bound=Settings)


@dataclass(frozen=True)
class Maker(Generic[S]):
    """A maker of pictures.

    Attributes:
        name: the command's.
        settings: the pydantic model of its settings.
        function: makes a picture; it tells the `Making` of each step, goes on from `Making.resumed`, and ends
            early with what it has once the making is stopped.
        steer: the settings with other objectives, which `Making.steering` may ask for while it makes the picture;
            raises where they do not fit. None where nothing can be changed meanwhile.
    """

    name: str
    settings: type[S]
    function: Callable[[Network, S, Making], Synthesis]
    steer: Callable[[Network, S, Sequence[str]], S] | None = None

    def parse(self, given: Mapping[str, Any]) -> S:
        """The settings from given ones and defaults.

        Raises:
            SynthesisError: there is no such setting, or it cannot take its value.
        """
        return read_settings(self.settings, given, self.name, SynthesisError)


MAKERS: Registry[Maker[Any]] = Registry(
    Maker,
    "maker",
    lambda: members("convscope.makers.kinds", Maker),
    SynthesisError,
    lambda: f"There are {', '.join(MAKERS.all())}.",
)


def maker(
    name: str, settings: type[S], steer: Callable[[Network, S, Sequence[str]], S] | None = None
) -> Callable[[Callable[[Network, S, Making], Synthesis]], Maker[S]]:
    """Make a maker of a function; `MAKERS` finds it."""

    def register(function: Callable[[Network, S, Making], Synthesis]) -> Maker[S]:
        return Maker(name, settings, function, steer)

    return register
