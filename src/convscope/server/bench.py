"""The networks that are open: the one that the server began with, and a few that pages opened beside it."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Mapping

from convscope.network import Network
from convscope.server.failures import MissingError
from convscope.server.microscope import Microscope
from convscope.server.offers import Offer

OPEN = 3  # networks beside the first


class Bench:
    """Microscopes by their numbers, which share photos, jobs and workers.

    Args:
        first: looks into the network that the server began with.
        offers: what pages may open by a number.
    """

    def __init__(self, first: Microscope, offers: Mapping[str, Offer]) -> None:
        self.first, self.offers = first, offers
        self._others: OrderedDict[str, Microscope] = OrderedDict()
        self._lock = threading.Lock()

    def all(self) -> dict[str, Microscope]:
        """Those that are open by their numbers, the first one first."""
        with self._lock:
            return {number_of(self.first.network): self.first, **self._others}

    def find(self, number: str) -> Microscope:
        """The microscope of a network.

        Raises:
            MissingError: it is not open, or not any more.
        """
        with self._lock:
            if number == number_of(self.first.network):
                return self.first
            if number in self._others:
                self._others.move_to_end(number)
                return self._others[number]
        raise MissingError(
            f"The network {number} is not open.", "Open it again; api/networks lists those that are."
        )

    def put(self, network: Network) -> str:
        """Open a network beside the others, the one that was asked least recently giving way; its number.

        Raises:
            NetworkError: it takes no photo.
        """
        number = number_of(network)
        if number not in self.all():
            beside = self.first.beside(network)
            with self._lock:
                self._others[number] = beside
                while len(self._others) > OPEN:
                    self._others.popitem(last=False)
        return number


def number_of(network: Network) -> str:
    """12 hexadecimal digits of a network's name and tensors."""
    return hashlib.sha256(f"{network.name} {network.digest}".encode()).hexdigest()[:12]
