"""Exporting networks to the formats of other programs, each checked against the original."""

from convscope.exports.card import model_card
from convscope.exports.exporting import FORMATS, Export, about, export_network
from convscope.exports.with_card import export

__all__ = ["FORMATS", "Export", "about", "export", "export_network", "model_card"]
