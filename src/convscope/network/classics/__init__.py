"""The classics and teaching networks defined here, as texts to copy: ``convscope/lenet5``, ``convscope/zfnet`` ..."""

from convscope.network.classics.classic import Classic
from convscope.network.classics.definitions import CLASSICS
from convscope.network.classics.library import classic_architecture, classic_entries, classic_names

__all__ = ["CLASSICS", "Classic", "classic_architecture", "classic_entries", "classic_names"]
