"""Judging a generator by what it makes, beside real pictures."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from convscope.datasets import Dataset, Item
from convscope.errors import EvaluationError
from convscope.evaluation.frechet import frechet_distance
from convscope.evaluation.generator_evaluation import RECOGNISED, GeneratorEvaluation, MadeClass
from convscope.evaluation.generator_notes import notes_on
from convscope.evaluation.judged_split import judged_run, judged_split
from convscope.evaluation.manifolds import NEIGHBOURS, lies_among
from convscope.evaluation.matching import matching_classes
from convscope.evaluation.near_training import nearest_training
from convscope.evaluation.resampling import Estimate, bootstrap
from convscope.evaluation.seen_pictures import SeenPictures, of_made, read_seen
from convscope.generation import generate
from convscope.generation.drawing import check_generates
from convscope.learn.generator_data import pictures_to_make
from convscope.learn.samples import PROGRESS
from convscope.network import Network, embedded, open_network
from convscope.network.from_run import is_run, run_folder, without_epoch
from convscope.network.generators import on_scale_of_one
from convscope.progress import Progress

COUNT = 500
FRECHET = f"Fréchet distance ({embedded.NAME})"
FRECHET_OF_REAL = "Fréchet distance of real pictures"


def evaluate_generator(
    network: Network,
    data: str | os.PathLike[str] | None = None,
    *,
    split: str | None = None,
    judge: str | None = None,
    count: int = COUNT,
    seed: int = 0,
    progress: Progress | None = None,
) -> GeneratorEvaluation:
    """Judge a generator: pictures of all its classes in turn beside as many real ones.

    All but what the judge says is told by the features of the embedded network; they are not those of Inception, so
    that the distance is not comparable with a published FID.

    Args:
        network: a generator.
        data: place of real pictures in classes; by default those of the network's run.
        split: ``train``, ``val`` or ``test``; by default test, else val, else all.
        judge: spec of a classifier of the same classes, such as ``convscope/digits``.
        count: how many pictures to make.
        seed: of the pictures, of the choice of real ones, and of the intervals.
        progress: told how many pictures are done.

    Raises:
        NetworkError: the network makes no pictures, or the judge cannot be opened.
        DataError: there are no such data or no such split.
        EvaluationError: there are too few pictures, or the judge knows other classes.
        Cancelled: somebody asked to stop.
    """
    began, progress = time.perf_counter(), progress or Progress()
    check_generates(network)
    least = NEIGHBOURS + 2
    if count < least:
        raise EvaluationError(f"Of {count} pictures nothing can be told.", f"Make {least} or more.")
    asked = None if judge is None else open_network(judge)
    pictures, chosen = _pictures(network, data, split)
    indices = None if asked is None else _judged_classes(asked, network)
    made = generate(network, count=count, seed=seed, progress=progress)
    shape = on_scale_of_one(made.pixels.shape[3:] + made.pixels.shape[1:3])
    eye, chance = open_network(embedded.NAME), np.random.default_rng(seed)
    mine = of_made(made, network, eye, asked, progress)
    real = read_seen(_balanced(pictures.split(chosen), count, chance), shape, eye, asked, progress)
    learned = () if chosen == "train" else pictures.splits.get("train", ())
    training = read_seen(_balanced(learned, 2 * count, chance), shape, eye, None, progress)
    if len(real) < least:
        raise EvaluationError(
            f"{pictures.name} has {len(real)} pictures in its split {chosen} that can be read.",
            f"Give {least} or more.",
        )
    classes = tuple(
        _class(network, pictures.classes, index, mine, real, indices) for index in range(len(network.labels))
    )
    estimates = _estimates(mine, real, indices, seed)
    figures = {name: one.value for name, one in estimates.items()}
    figures[FRECHET] = frechet_distance(mine.features, real.features)
    if len(training) > 1:
        figures[FRECHET_OF_REAL] = frechet_distance(training.features[: len(mine)], real.features)
    figures["variety"] = _mean([one.variety for one in classes])
    near, nearness = nearest_training(mine, real, training, made)
    figures |= nearness
    return GeneratorEvaluation(
        network=network,
        data=pictures.name,
        split=chosen,
        judge=None if asked is None else asked.name,
        made=made,
        real=len(real),
        training=len(training),
        figures=figures,
        estimates=estimates,
        classes=classes,
        near=near,
        progress=_progress(network),
        notes=notes_on(figures, classes),
        failures=(*real.failures, *training.failures),
        seconds=time.perf_counter() - began,
    )


def _pictures(
    network: Network, data: str | os.PathLike[str] | None, split: str | None
) -> tuple[Dataset, str]:
    pictures = judged_run(network.opening.spec).dataset() if data is None else pictures_to_make(data)
    return pictures, judged_split(pictures.name, pictures.splits, split)


def _progress(network: Network) -> Image.Image | None:
    """The sheet of its training, where it is a run that kept one."""
    if not is_run(network.opening.spec):
        return None
    sheet = run_folder(without_epoch(network.opening.spec)) / PROGRESS
    try:
        with Image.open(sheet) as picture:
            return picture.copy()
    except OSError:
        return None


def _judged_classes(judge: Network, network: Network) -> list[int]:
    """The judge's class for each of the generator."""
    if not judge.task.is_exclusive:
        raise EvaluationError(
            f"Expected a judge that tells classes apart, got {judge.name}, whose task is {judge.task.name}.",
            "Name a classifier.",
        )
    return matching_classes(judge, network.labels.names)


def _balanced(items: Sequence[Item], count: int, chance: np.random.Generator) -> list[Item]:
    """So many at random, of each class as many as there are of the others, as far as there are."""
    order = chance.permutation(len(items)).tolist()
    turns: dict[int, int] = {}
    ranked = []
    for place in order:
        label = items[place].label
        turns[label] = turns.get(label, 0) + 1
        ranked.append((turns[label], place))
    return [items[place] for _, place in sorted(ranked, key=lambda one: one[0])[:count]]


def _class(
    network: Network,
    names: Sequence[str],
    index: int,
    mine: SeenPictures,
    real: SeenPictures,
    indices: Sequence[int] | None,
) -> MadeClass:
    name = network.labels.names[index]
    own = mine.labels == index
    true = real.labels == (names.index(name) if name in names else -1)
    told, told_real, others = None, None, None
    if indices is not None and own.any():
        right = mine.answers[own] == indices[index]
        told = float(right.mean())
        told_real = float((real.answers[true] == indices[index]).mean()) if true.any() else None
        wrong = mine.answers[own][~right]
        back = {answer: place for place, answer in enumerate(indices)}
        most = int(np.bincount(wrong).argmax()) if len(wrong) else -1
        others = network.labels.short(back[most]) if most in back else None
    variety = _spread(mine.features[own]) / _spread(real.features[true])
    return MadeClass(network.labels.short(index), int(own.sum()), told, told_real, others, variety)


def _spread(features: NDArray[np.float32]) -> float:
    """Mean distance between two; not a number where there are fewer, or where all are equal."""
    between = torch.pdist(torch.from_numpy(features)) if len(features) > 1 else torch.zeros(0)
    return float(between.mean())


def _mean(values: Sequence[float]) -> float:
    known = [value for value in values if np.isfinite(value)]
    return float(np.mean(known)) if known else float("nan")


def _estimates(
    mine: SeenPictures, real: SeenPictures, indices: Sequence[int] | None, seed: int
) -> dict[str, Estimate]:
    made, there = torch.from_numpy(mine.features), torch.from_numpy(real.features)
    rows = {"precision": lies_among(made, there).numpy(), "recall": lies_among(there, made).numpy()}
    if indices is not None:
        rows = {RECOGNISED: mine.answers == np.array(indices)[mine.labels], **rows}
    return {name: _share(values, seed) for name, values in rows.items()}


def _share(values: NDArray[np.bool_], seed: int) -> Estimate:
    return bootstrap(lambda chosen: values[chosen].mean(keepdims=True), len(values), seed=seed)[0]
