"""Networks pasted as Python: Keras's ``Sequential([...])`` and ``model.add(...)``, PyTorch's ``nn.Sequential(...)``.

The text is parsed and never run. Each layer becomes the words of the arrow form, by a function that has the arguments
of the framework's own class (`keras`, `pytorch`), so that a misspelt or missing one is an error.
"""

from convscope.network.declarative.pasted.call import Call
from convscope.network.declarative.pasted.keras import KERAS
from convscope.network.declarative.pasted.program import read_program
from convscope.network.declarative.pasted.pytorch import PYTORCH
from convscope.network.declarative.pasted.translation import INPUTS, framework_of, input_of, words_of

__all__ = ["INPUTS", "KERAS", "PYTORCH", "Call", "framework_of", "input_of", "read_program", "words_of"]
