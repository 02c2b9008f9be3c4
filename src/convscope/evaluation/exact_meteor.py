"""How near a phrase is to those that people wrote: METEOR of exact words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from convscope.network.vocabulary import words_of

# Of METEOR 1.5 for English.
_ALPHA, _BETA, _GAMMA, _DELTA = 0.85, 0.2, 0.6, 0.75
# What words of grammar alone count less; METEOR has a longer list, of all words that are frequent.
_GRAMMAR = frozenset((
    "a", "an", "the", "this", "that", "these", "those", "of", "to", "in", "on", "at", "by", "for", "from", "with",
    "and", "or", "but", "is", "are", "was", "were", "be", "been", "has", "have", "had", "it", "its", "he", "she",
    "they", "his", "her", "their", "as", ",", ".", ";", ":", "!", "?",
))  # fmt: skip


def exact_meteor(said: str, references: Sequence[str]) -> float:
    """METEOR 1.5 of a phrase, words being alike where they are the same; the best over the references, from 0 to 1.

    With P and R the shares of the words of the phrase and of the reference that stand in the other, a word of grammar
    counting (1 - delta) / delta of another, m the number of such words and c of the chunks that they form, words
    that follow each other in both,

        F = P R / (alpha P + (1 - alpha) R)        METEOR = F (1 - gamma (c / m)^beta)

    and 1 where both are the same.  METEOR itself also takes stems, synonyms and paraphrases for alike, so that it is
    greater than this.

    Args:
        said: a phrase.
        references: those that people wrote.

    Source: Denkowski and Lavie 2014, "Meteor universal: language specific translation evaluation for any target
    language".
    """
    return max((_likeness(words_of(said), words_of(one)) for one in references), default=0.0)


def _likeness(said: list[str], true: list[str]) -> float:
    pairs = _aligned(said, true)
    if not pairs:
        return 0.0
    if said == true:
        return 1.0
    found = sum(_weight(said[place]) for place, _ in pairs)
    precision, recall = (found / sum(_weight(word) for word in words) for words in (said, true))
    mean = precision * recall / (_ALPHA * precision + (1 - _ALPHA) * recall)
    chunks = 1 + sum((b - a, d - c) != (1, 1) for (a, c), (b, d) in pairwise(pairs))
    penalty: float = _GAMMA * (chunks / len(pairs)) ** _BETA
    return mean * (1 - penalty)


def _weight(word: str) -> float:
    return 1 - _DELTA if word in _GRAMMAR else _DELTA


def _aligned(said: list[str], true: list[str]) -> list[tuple[int, int]]:
    """Places of the same words, each taken once: first the one behind the last pair, else the first that is free."""
    free = dict.fromkeys(range(len(true)))
    pairs: list[tuple[int, int]] = []
    for place, word in enumerate(said):
        able = [one for one in free if true[one] == word]
        if able:
            behind = pairs[-1][1] + 1 if pairs else 0
            chosen = behind if behind in able else able[0]
            pairs.append((place, chosen))
            free.pop(chosen)
    return pairs
