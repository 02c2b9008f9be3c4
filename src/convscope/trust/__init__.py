"""How far a picture can be trusted: scores of attributions against the network itself."""

from convscope.trust.insertion_deletion import Faithfulness, insertion_deletion

__all__ = ["Faithfulness", "insertion_deletion"]
