"""The language that people are spoken to in: chosen, and what is said translated where it is shown."""

from convscope.language.choice import choose, language, languages, speaking
from convscope.language.numbers import localised
from convscope.language.translation import keep, translated, translated_value

__all__ = [
    "choose",
    "keep",
    "language",
    "languages",
    "localised",
    "speaking",
    "translated",
    "translated_value",
]
