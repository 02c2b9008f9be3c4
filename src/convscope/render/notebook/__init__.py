"""How results show themselves in a notebook: one line of text, a small piece of HTML, a PNG."""

from convscope.render.notebook.displayed import Displayed
from convscope.render.notebook.live import default_progress

__all__ = ["Displayed", "default_progress"]
