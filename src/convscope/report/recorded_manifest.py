"""Making a result again from the record of the call that made it."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from convscope.errors import SynthesisError
from convscope.images import decode
from convscope.makers.reproduction import check_network
from convscope.network import Network, Opening, open_network
from convscope.progress import Progress
from convscope.record import Recorded, fingerprint
from convscope.record.recording import PIXELS
from convscope.report.kinds import KINDS, OTHERS, Kind


class OpenedNetwork(BaseModel):
    """A network that was an argument: its name, and how it was opened."""

    network: str
    opening: dict[str, Any]


class RecordedManifest(BaseModel):
    """What must stand in a file; it may come from anyone.  See `convscope.record.Record`.

    Attributes:
        part: which part of the result the file shows.
    """

    made: str
    asked: dict[str, Any] = {}
    networks: dict[str, OpenedNetwork] = {}
    read: dict[str, str] = {}
    missing: list[str] = []
    found: str = ""
    part: dict[str, Any] = Field(default={})

    @property
    def opening(self) -> dict[str, Any] | None:
        """How the network was opened; None where a scan says it, or there is none."""
        return self.networks["network"].opening if "network" in self.networks else None

    @property
    def network(self) -> str | None:
        """The network's name, where it is known."""
        return self.networks["network"].network if "network" in self.networks else None

    @property
    def kind(self) -> Kind:
        """What it is."""
        return KINDS[self.made]

    def check_kind(self) -> None:
        """Check that it is something that is made again.

        Raises:
            SynthesisError: it is not.
        """
        if self.made in KINDS:
            return
        if self.made in OTHERS:
            raise SynthesisError("This is not made again from its file.", OTHERS[self.made])
        raise SynthesisError(
            f"This was made by {self.made!r}, which this version of Convscope does not know.",
            "Make it again with the version that made it.",
        )

    def make(
        self, network: Network | None, progress: Progress | None = None, *, run_code: bool = False
    ) -> Recorded:
        """The result again.

        Args:
            network: that it was made with; None where there was none, or a scan says how it is opened.
            progress: told how far it is.
            run_code: whether a Python file of another network may run.

        Raises:
            ConvscopeError: it cannot be made again: a network, a file or a folder is another one or gone, or the
                file does not carry what it was made of.
        """
        function = self.kind.make
        self._check()
        known = inspect.signature(function).parameters
        arguments: dict[str, Any] = dict(self.asked)
        for name, one in self.networks.items():
            opened = network if name == "network" else None
            opened = opened or open_network(replace(Opening.of_document(one.opening), run_code=run_code))
            check_network(one.network, one.opening, opened)
            arguments[name] = opened
        if network is not None:
            arguments.setdefault("network", network)
        if "network" in arguments and "network" not in known:
            raise SynthesisError("This was made without a network.", "Leave the network away.")
        aside = {"progress": progress, "run_code": run_code}
        arguments |= {name: value for name, value in aside.items() if name in known}
        try:
            inspect.signature(function).bind(**arguments)
        except TypeError:
            raise SynthesisError(
                "The file does not say how it was made.", "Give a file as Convscope wrote it."
            ) from None
        try:
            for name, value in self.asked.items():
                is_number = name in known and known[name].annotation in ("int", "float", int, float)
                if is_number and not isinstance(value, int | float):
                    raise TypeError(f"{name}={value!r} is no number")
            return function(**arguments)
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            # Of what was recorded these come from values of other types alone: the call has gone well once.
            raise SynthesisError(
                f"What the file says of {self.made} is not what {self.made} takes: {error}.",
                "Give a file as Convscope wrote it.",
            ) from error

    def write(self, made: Recorded, place: Path) -> None:
        """Write a result, or the part of it that the file shows.

        Raises:
            OutputError: the place cannot be written to.
        """
        self.kind.write(made, place, **self.part)

    def is_same(self, made: Recorded) -> bool:
        """Whether a result holds the very figures of this one."""
        return made.record is not None and made.record.found == self.found

    def document(self) -> Mapping[str, Any]:
        """What it is of, in plain values."""
        return {"made": self.made, "network": self.network, "of": list(self.read)}

    def _check(self) -> None:
        if self.missing:
            raise SynthesisError(
                f"This was made of {' and '.join(self.missing)} given in memory, which no file carries.",
                "Make it anew, with the same.",
            )
        for place, known in self.read.items():
            if not Path(place).exists():
                raise SynthesisError(
                    f"This was made of {place!r}, which is no longer there.", "Put it back, or make it anew."
                )
            of_pixels = known.startswith(PIXELS)
            if known != (f"{PIXELS}{decode(place).digest}" if of_pixels else fingerprint(place)):
                raise SynthesisError(f"{place} has changed since this was made of it.", "Restore it.")
