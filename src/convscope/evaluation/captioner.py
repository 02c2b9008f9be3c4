"""Judging a captioner on photos with sentences."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from convscope.datasets.captioned import CaptionedDataset, Facts, captions_of, facts_of, open_captioned
from convscope.datasets.dataset import Item
from convscope.errors import DataError, EvaluationError, ImageError
from convscope.evaluation.judged_split import judged_run, judged_split
from convscope.evaluation.known import known_means, known_or_none
from convscope.evaluation.resampling import Estimate, bootstrap
from convscope.evaluation.sentence_figures import bleu, cider
from convscope.network import Network
from convscope.network.captioning import caption, check_captions
from convscope.progress import Progress
from convscope.record import Recorded
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import table

# Photos that the document names, those of the lowest CIDEr.
_WORST = 20


@dataclass(frozen=True)
class JudgedCaption:
    """A photo and what was said of it.

    Attributes:
        photo: its name.
        said: by the network.
        true: by people, or by whoever composed the photo.
        cider: of the sentence.
    """

    photo: str
    said: str
    true: tuple[str, ...]
    cider: float


@dataclass(frozen=True, eq=False, repr=False)
class CaptionerEvaluation(Recorded, Displayed):
    """A captioner beside the sentences of people, or of composed scenes.

    Attributes:
        network: that was judged.
        data: name of the data.
        split: of the data.
        beams: beginnings of sentences that were kept.
        photos: each judged.
        estimates: CIDEr and, where all sentences are those of composed scenes, the facts: shares of the things, the
            relations, also of those alone whose two things are right, the colours of things that are right, and the
            whole scenes, with their intervals.
        bleu: BLEU-1 to BLEU-4 of all together.
        failures: photos that cannot be read, and why.
        seconds: that it took.
    """

    network: Network
    data: str
    split: str
    beams: int
    photos: tuple[JudgedCaption, ...]
    estimates: dict[str, Estimate]
    bleu: tuple[float, ...]
    failures: tuple[ImageError, ...]
    seconds: float

    @property
    def metrics(self) -> dict[str, float]:
        """All figures by their names."""
        shares = {f"BLEU-{n}": value for n, value in enumerate(self.bleu, 1)}
        return {**{name: one.value for name, one in self.estimates.items()}, **shares}

    @property
    def worst(self) -> list[JudgedCaption]:
        """The photos of the lowest CIDEr, the lowest first."""
        return sorted(self.photos, key=lambda photo: photo.cider)[:_WORST]

    def document(self) -> dict[str, Any]:
        """The evaluation in plain values; null for a figure of nothing."""
        return {
            "network": self.network.name,
            "digest": self.network.digest,
            "data": self.data,
            "split": self.split,
            "beams": self.beams,
            "photos": len(self.photos),
            "metrics": {name: known_or_none(value) for name, value in self.metrics.items()},
            "intervals": {
                name: [known_or_none(one.low), known_or_none(one.high)]
                for name, one in self.estimates.items()
            },
            "worst": [
                {"photo": one.photo, "caption": one.said, "true": one.true, "cider": one.cider}
                for one in self.worst
            ],
            "unreadable": [str(error) for error in self.failures],
        }

    def _line(self) -> str:
        of = f"{self.network.name} on {self.data} ({self.split})"
        return f"{of}: CIDEr {self.metrics['CIDEr']:.2f}"

    def _fragments(self) -> Sequence[str]:
        return [table(("figure", "value"), [(name, f"{value:.4f}") for name, value in self.metrics.items()])]


def evaluate_captioner(
    network: Network,
    data: str | os.PathLike[str] | None = None,
    *,
    split: str | None = None,
    beams: int = 1,
    seed: int = 0,
    progress: Progress | None = None,
) -> CaptionerEvaluation:
    """Judge a captioner: what it says of photos beside what people say, or what composed scenes show.

    Args:
        network: that says sentences.
        data: place of photos with sentences; by default those of the network's run.
        split: ``train``, ``val`` or ``test``; by default test, else val, else all.
        beams: beginnings of sentences that are kept.
        seed: of the intervals.
        progress: told how many photos are done.

    Raises:
        NetworkError: the network says no sentences.
        DataError: there are no such data or no such split.
        EvaluationError: no photo can be read.
        Cancelled: somebody asked to stop.
    """
    began, progress = time.perf_counter(), progress or Progress()
    check_captions(network)
    captioned = _data(network, data)
    chosen = judged_split(captioned.pictures.name, captioned.pictures.splits, split)
    items = captioned.pictures.split(chosen)
    kept: list[tuple[Item, str]] = []
    failures = []
    for number, item in enumerate(items, 1):
        try:
            kept.append((item, caption(network, item.photo(), beams=beams).text))
        except ImageError as error:
            failures.append(error)
        progress.step(number, len(items), what="evaluating")
        progress.check()
    if not kept:
        raise EvaluationError("No photo can be read.", "`convscope data` says why.")
    said = [sentence for _, sentence in kept]
    true = [captions_of(captioned, item) for item, _ in kept]
    scores = cider(said, true)
    rows = {"CIDEr": scores, **_facts(said, true)}
    values = np.array(list(rows.values())).T
    found = bootstrap(lambda places: known_means(values[places]), len(values), seed=seed)
    photos = [
        JudgedCaption(item.name, sentence, others, score)
        for (item, sentence), others, score in zip(kept, true, scores, strict=True)
    ]
    return CaptionerEvaluation(
        network,
        captioned.pictures.name,
        chosen,
        beams,
        tuple(photos),
        dict(zip(rows, found, strict=True)),
        tuple(bleu(said, true)),
        tuple(failures),
        time.perf_counter() - began,
    )


def _data(network: Network, data: str | os.PathLike[str] | None) -> CaptionedDataset:
    if data is None:
        return judged_run(network.opening.spec).division.captions()
    found = open_captioned(data)
    if found is None:
        raise DataError(f"{data} has no sentences in a form that is known.", "See `convscope data`.")
    return found


def _facts(said: Sequence[str], true: Sequence[Sequence[str]]) -> dict[str, list[float]]:
    """Shares of the facts of each photo that are right, NaN where it has none; nothing for what people say."""
    scenes = [[facts_of(one) for one in others] for others in true]
    if not all(one is not None for scene in scenes for one in scene):
        return {}
    judged = [
        _judged(facts_of(sentence), [one for one in scene if one])
        for sentence, scene in zip(said, scenes, strict=True)
    ]
    names = ("things", "relation", "relation of right things", "colours", "whole scene")
    return {name: [row[place] for row in judged] for place, name in enumerate(names)}


def _judged(said: Facts | None, scene: Sequence[Facts]) -> tuple[float, ...]:
    truth = scene[0]
    found = () if said is None else said.things
    kinds = [thing.kind for thing in found]
    things = float(np.mean([thing.kind in kinds for thing in truth.things]))
    told = said is not None and said.triple in [one.triple for one in scene]
    both = sorted(kinds) == sorted(thing.kind for thing in truth.things)
    relation = float(told) if truth.relation else float("nan")
    of_right = relation if both else float("nan")
    colours = {thing.kind: thing.colour for thing in found}
    named = [thing for thing in truth.things if thing.kind in colours]
    right = [colours[thing.kind] == thing.colour for thing in named]
    colour = float(np.mean(right)) if right else float("nan")
    return things, relation, of_right, colour, float(said in scene)
