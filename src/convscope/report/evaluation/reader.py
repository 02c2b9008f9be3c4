"""A network that reads, judged by texts in classes: the figures, and the worst errors word by word."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from convscope.datasets import Dataset
from convscope.datasets.texts import TextBatches, open_texts, text_of
from convscope.errors import DataError, ImageError
from convscope.evaluation import Answers, Evaluation, evaluate_answers
from convscope.evaluation.features import flat_features
from convscope.evaluation.judged_split import judged_run, judged_split
from convscope.evaluation.matching import matching_classes
from convscope.explanation.reading import METHOD, Reading, check_reads, read
from convscope.extras import needs
from convscope.graph import evaluate
from convscope.learn.network_parts import penultimate
from convscope.network import Network
from convscope.network.batches import batch_size
from convscope.network.from_run import is_run, read_description, run_folder, without_epoch
from convscope.progress import Progress
from convscope.record import Recorded
from convscope.render.notebook import Displayed
from convscope.report.evaluation.cases import difference
from convscope.report.evaluation.document import figures_document


@dataclass(frozen=True, eq=False, repr=False)
class ReaderJudgement(Recorded, Displayed):
    """All that the report of a network that reads shows.

    Attributes:
        network: that was judged.
        data: name of the data.
        split: of the data.
        texts: (N) those it was judged by, in the order of the answers.
        evaluation: the figures.
        readings: of the worst errors, in the order of ``evaluation.errors``: what the class that was said owes to
            each word, less what the true one does.
        seconds: that it took.
    """

    network: Network
    data: str
    split: str
    texts: tuple[str, ...]
    evaluation: Evaluation
    readings: tuple[Reading, ...]
    seconds: float

    @property
    def failures(self) -> tuple[ImageError, ...]:
        """None: texts come whole or not at all."""
        return ()

    @property
    def errors(self) -> list[dict[str, Any]]:
        """The texts that are read wrong, the greatest loss first, in plain values."""
        answers, rows = self.evaluation.answers, self.evaluation.errors.tolist()
        shares = [reading.document()["words"] for reading in self.readings]
        shares += [None] * (len(rows) - len(shares))
        return [
            {
                "line": answers.photos[row],
                "text": self.texts[row],
                "truth": answers.classes[answers.truth[row]],
                "said": answers.classes[answers.predicted[row]],
                "truth_probability": float(answers.probabilities[row, answers.truth[row]]),
                "said_probability": float(answers.confidences[row]),
                "words": words,
            }
            for row, words in zip(rows, shares, strict=True)
        ]

    def document(self) -> dict[str, Any]:
        """The judgement in plain values; null for a figure of nothing."""
        return {
            "network": self.network.name,
            "digest": self.network.digest,
            "data": self.data,
            "split": self.split,
            "texts": len(self.texts),
            **figures_document(self.evaluation),
            "method": self.readings[0].attribution.method if self.readings else None,
            "errors": self.errors,
        }

    def _line(self) -> str:
        accuracy, of = self.evaluation.measures["accuracy"], len(self.texts)
        return (
            f"{self.network.name} on {self.data} ({self.split}): accuracy {accuracy.value:.1%} on {of} texts"
        )

    def _fragments(self) -> Sequence[str]:
        return self.evaluation._fragments()


def judge_reader(
    network: Network,
    data: str | os.PathLike[str] | None = None,
    *,
    split: str | None = None,
    errors: int = 12,
    method: str | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> ReaderJudgement:
    """Judge a network that reads.

    Args:
        network: that was trained on texts.
        data: place of a table of texts; by default that of the network's run.
        split: ``train``, ``val`` or ``test``; by default test, else val, else all.
        errors: how many of the worst errors to explain.
        method: that explains them, by the input; by default each word is taken away by itself.
        seed: of the intervals and of the method.
        progress: told how many texts are done.

    Raises:
        NetworkError: the network reads no texts.
        DataError: there are no such data or no such split.
        EvaluationError: the network does not tell these classes apart.
        MethodError: the method explains by a layer.
        ExtraError: a package that it needs is not installed.
        Cancelled: somebody asked to stop.
    """
    needs("train", "matplotlib", "sklearn")
    began, progress = time.perf_counter(), progress or Progress()
    check_reads(network, method or METHOD)
    dataset = _data(network, data)
    chosen = judged_split(dataset.name, dataset.splits, split)
    found = evaluate_answers(_answers(network, dataset, chosen, progress), seed=seed)
    answers = found.answers
    texts = tuple(text_of(item) for item in dataset.split(chosen))
    readings = []
    for number, row in enumerate(worst := found.errors[:errors].tolist(), 1):
        asked = difference(network, int(answers.predicted[row]), int(answers.truth[row]))
        readings.append(read(network, texts[row], method=method or METHOD, target=asked, seed=seed))
        progress.step(number, len(worst), what="explaining errors")
        progress.check()
    seconds = time.perf_counter() - began
    return ReaderJudgement(network, dataset.name, chosen, texts, found, tuple(readings), seconds)


def reads_texts(spec: str) -> bool:
    """Whether a spec names a run of a network that reads."""
    return is_run(spec) and bool(read_description(run_folder(without_epoch(spec))).words)


def _data(network: Network, data: str | os.PathLike[str] | None) -> Dataset:
    if data is None:
        return judged_run(network.opening.spec).division.texts()
    found = open_texts(data)
    if found is None:
        raise DataError(f"{data} is no table of texts.", "Give a CSV with the columns text and label.")
    return found


def _answers(network: Network, dataset: Dataset, split: str, progress: Progress) -> Answers:
    """The network's outputs for all texts of a split."""
    items, taken, graph = dataset.split(split), network.inputs[0], network.graph()
    indices = matching_classes(network, dataset.classes)
    assert taken.vocabulary is not None
    batches = torch.split(TextBatches.of(items, taken.vocabulary, taken.shape[0]).words, batch_size(graph))
    scores, layer = network.task.scores(graph), penultimate(graph)
    logits, features = [], []
    for number, words in enumerate(batches, 1):
        with torch.no_grad():
            values = evaluate(graph, {graph.input: words}, [scores, layer])
        logits.append(network.task.class_logits(values[scores]).float().numpy(force=True))
        features.append(flat_features(values[layer]))
        progress.step(number, len(batches), what="evaluating")
        progress.check()
    return Answers(
        photos=tuple(item.name for item in items),
        truth=np.array([indices[item.label] for item in items], dtype=np.intp),
        logits=np.concatenate(logits),
        features=np.concatenate(features),
        classes=network.labels.names,
    )
