"""From picture to picture: what is done to a photo, and undoing it."""

from convscope.restore.colorizing import colorize
from convscope.restore.degradations import Degradation
from convscope.restore.functions import denoise, repair, upscale
from convscope.restore.restored import Restored
from convscope.restore.restoring import restore

__all__ = ["Degradation", "Restored", "colorize", "denoise", "repair", "restore", "upscale"]
