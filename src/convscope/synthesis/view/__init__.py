"""Pictures of any size as a network sees them: padded to its stride, in tiles where they are large."""

from convscope.synthesis.view.view import View

__all__ = ["View"]
