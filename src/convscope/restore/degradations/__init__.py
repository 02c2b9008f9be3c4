"""What is done to a photo that a network learns to undo: blur, shrinking, noise, JPEG and holes, in this order."""

from convscope.restore.degradations.degradation import Degradation, Step
from convscope.restore.degradations.reading import degradation_of

__all__ = ["Degradation", "Step", "degradation_of"]
