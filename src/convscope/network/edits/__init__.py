"""Edits of a photo and of a network, as text and applied."""

from convscope.network.edits.editing import Edited, edit
from convscope.network.edits.reading import Edits, read_edits

__all__ = ["Edited", "Edits", "edit", "read_edits"]
