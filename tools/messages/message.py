"""A message of the source."""

from typing import NamedTuple


class Message(NamedTuple):
    """What is said to people in one place of the source.

    Attributes:
        context: apart from all others, or "".
        text: in English, with places for its values.
        place: where it stands.
    """

    context: str
    text: str
    place: str
