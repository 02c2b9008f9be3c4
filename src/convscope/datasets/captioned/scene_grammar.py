"""The sentences that composed scenes are told by.

sentence = thing [ relation thing ]
thing    = ("a" | "an") [ colour ] kind
relation = "to the left of" | "to the right of" | "above" | "below"
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# Each with its opposite, as which the same scene is told from the other thing.
RELATIONS: Mapping[str, str] = {
    "to the left of": "to the right of",
    "to the right of": "to the left of",
    "above": "below",
    "below": "above",
}
# Red, green and blue, from 0 to 1.
COLOURS: Mapping[str, tuple[float, float, float]] = {
    "red": (1.0, 0.15, 0.1),
    "yellow": (1.0, 0.9, 0.05),
    "green": (0.1, 0.85, 0.15),
    "blue": (0.15, 0.3, 1.0),
}


@dataclass(frozen=True)
class Thing:
    """One thing of a scene.

    Attributes:
        kind: what it is.
        colour: one of `COLOURS`; empty where it has its own.
    """

    kind: str
    colour: str = ""

    @property
    def phrase(self) -> str:
        """With its article: ``a yellow car``, ``an airplane``."""
        words = f"{self.colour} {self.kind}".strip()
        return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


@dataclass(frozen=True)
class Facts:
    """What a sentence says.

    Attributes:
        things: one, or the two that are related, in the order of the sentence.
        relation: of the first to the second; empty of one thing.
    """

    things: tuple[Thing, ...]
    relation: str = ""

    @property
    def sentence(self) -> str:
        """As the grammar says it."""
        return f" {self.relation} ".join(thing.phrase for thing in self.things)

    @property
    def opposite(self) -> Facts:
        """The same scene told from the other thing; of one thing the same."""
        return self if not self.relation else Facts(self.things[::-1], RELATIONS[self.relation])

    @property
    def triple(self) -> tuple[str, ...]:
        """Kinds and relation without colours, in the order in which they are told."""
        return (self.things[0].kind, self.relation, self.things[-1].kind) if self.relation else ()


def facts_of(sentence: str) -> Facts | None:
    """What a sentence says; None where it is none of the grammar's."""
    text = " ".join(sentence.lower().removesuffix(".").split())
    for relation in RELATIONS:
        first, found, second = text.partition(f" {relation} ")
        if found:
            things = _thing(first), _thing(second)
            return Facts((things[0], things[1]), relation) if things[0] and things[1] else None
    alone = _thing(text)
    return Facts((alone,)) if alone else None


def _thing(phrase: str) -> Thing | None:
    article, *words = phrase.split()[:4] or [""]
    if article not in ("a", "an") or not words or set(words) & {"a", "an", "the", "of", "to", ","}:
        return None
    colour = words[0] if words[0] in COLOURS and len(words) > 1 else ""
    return Thing(" ".join(words[1:] if colour else words), colour)
