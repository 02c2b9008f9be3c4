"""How near sentences are to those that people wrote: BLEU and CIDEr."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import exp, log, sqrt

from convscope.network.vocabulary import words_of

_MOST = 4
# Of CIDEr-D: how much a sentence may be longer or shorter than the reference.
_SIGMA = 6.0
_TEN = 10.0
_Gram = tuple[str, ...]


def bleu(said: Sequence[str], references: Sequence[Sequence[str]]) -> list[float]:
    """BLEU-1 to BLEU-4 of a whole corpus.

    With p_n the share of the n-grams that stand in a reference, each counted no oftener than in the one that has it
    most often, c the length of all sentences and r that of the references nearest in length,

        BLEU-N = min(1, exp(1 - r / c)) (p_1 ... p_N)^(1 / N)

    Args:
        said: a sentence each.
        references: of each the sentences that people wrote.

    Source: Papineni et al. 2002, "BLEU: a method for automatic evaluation of machine translation".
    """
    right, count = [0] * _MOST, [0] * _MOST
    length, nearest = 0, 0
    for sentence, true in zip(said, references, strict=True):
        words, others = words_of(sentence), [words_of(one) for one in true]
        length += len(words)
        nearest += min((abs(len(one) - len(words)), len(one)) for one in others)[1]
        for n in range(1, _MOST + 1):
            own = _grams(words, n)
            most: Counter[_Gram] = Counter()
            for one in others:
                most |= _grams(one, n)
            right[n - 1] += (own & most).total()
            count[n - 1] += own.total()
    penalty = 0.0 if not length else min(1.0, exp(1 - nearest / length))
    shares = [one / many if many else 0.0 for one, many in zip(right, count, strict=True)]
    return [
        penalty * exp(sum(map(log, shares[:n])) / n) if all(shares[:n]) else 0.0 for n in range(1, _MOST + 1)
    ]


def cider(said: Sequence[str], references: Sequence[Sequence[str]]) -> list[float]:
    """CIDEr-D of each sentence.

    For n = 1 to 4, with g the numbers of the n-grams weighed by log(photos / photos whose references have it), of a
    sentence s and a reference r of lengths l,

        10 mean over n and r of exp(-(l_s - l_r)^2 / (2 6^2)) min(g_s, g_r) . g_r / (|g_s| |g_r|)

    Args:
        said: a sentence each.
        references: of each the sentences that people wrote; of all photos together, they say which n-grams are rare.

    Source: Vedantam, Zitnick and Parikh 2015, "CIDEr: consensus-based image description evaluation", arXiv:1411.5726,
    without stemming.
    """
    truths = [[words_of(one) for one in true] for true in references]
    common: Counter[_Gram] = Counter()
    for true in truths:
        common.update({gram for one in true for n in range(1, _MOST + 1) for gram in _grams(one, n)})
    photos = log(max(len(truths), 1))

    def weighed(words: list[str], n: int) -> dict[_Gram, float]:
        grams = _grams(words, n)
        return {gram: many * (photos - log(max(1, common[gram]))) for gram, many in grams.items()}

    scores = []
    for sentence, true in zip(said, truths, strict=True):
        words, total = words_of(sentence), 0.0
        for reference in true:
            apart = exp(-((len(words) - len(reference)) ** 2) / (2 * _SIGMA**2))
            total += apart * sum(
                _likeness(weighed(words, n), weighed(reference, n)) for n in range(1, _MOST + 1)
            )
        scores.append(_TEN * total / _MOST / len(true))
    return scores


def _grams(words: Sequence[str], n: int) -> Counter[_Gram]:
    return Counter(tuple(words[place : place + n]) for place in range(len(words) - n + 1))


def _likeness(own: dict[_Gram, float], true: dict[_Gram, float]) -> float:
    lengths = [sqrt(sum(value**2 for value in one.values())) for one in (own, true)]
    if not all(lengths):
        return 0.0
    product = sum(min(value, true[gram]) * true[gram] for gram, value in own.items() if gram in true)
    return product / (lengths[0] * lengths[1])
