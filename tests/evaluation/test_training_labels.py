"""Suspected labels among training pictures, judged by who has not learned them."""

import numpy as np

from convscope.datasets import Item
from convscope.datasets.sources import ArraySource
from convscope.evaluation.training import TrainingFeatures
from convscope.evaluation.training_labels import suspected_in_training


def features_of(labels: np.ndarray, filed: np.ndarray) -> TrainingFeatures:
    features = np.random.default_rng(0).normal(size=(len(labels), 20)).astype(np.float32)
    features[np.arange(len(labels)), labels] += 4
    source = ArraySource(np.zeros((1, 1, 1), np.uint8), 0, "")
    items = tuple(Item(str(row), int(label), source) for row, label in enumerate(filed))
    return TrainingFeatures(items, features)


def test_what_was_filed_wrongly_is_found() -> None:
    labels = np.arange(150) % 3
    filed = labels.copy()
    filed[[4, 50, 99]] = (labels[[4, 50, 99]] + 1) % 3
    found = suspected_in_training(features_of(labels, filed))
    assert {suspect.row for suspect in found[:3]} == {4, 50, 99}
    assert all(s.suggested == labels[s.row] and s.given == filed[s.row] for s in found[:3])


def test_classes_too_small_for_the_folds_are_left_out() -> None:
    """The labels keep their numbers when one between them is left out."""
    labels = np.array([0] * 30 + [1] * 2 + [2] * 30)
    filed = labels.copy()
    filed[40] = 0
    found = suspected_in_training(features_of(labels, filed))
    assert (found[0].row, found[0].given, found[0].suggested) == (40, 0, 2)
    assert suspected_in_training(features_of(labels[:32], labels[:32])) == []
