"""Suspected labels by hand, and where they were planted."""

import numpy as np
import pytest

from convscope.datasets import Item
from convscope.datasets.sources import ArraySource
from convscope.evaluation import suspected_labels
from convscope.evaluation.features import TrainingFeatures
from convscope.evaluation.label_errors import suspected_in_training


def test_a_hand_computed_toy() -> None:
    """Thresholds: class 0 gets (0.9 + 0.8 + 0.1) / 3 = 0.6, class 1 (0.7 + 0.5) / 2 = 0.6."""
    second = np.array([0.1, 0.2, 0.9, 0.7, 0.5])
    found = suspected_labels(np.array([0, 0, 0, 1, 1]), np.stack([1 - second, second], axis=1))
    assert [(suspect.row, suspect.given, suspect.suggested) for suspect in found] == [(2, 0, 1)]
    assert found[0].margin == pytest.approx(0.8)


def test_what_was_planted_is_found_first() -> None:
    generator = np.random.default_rng(0)
    truth = generator.integers(0, 4, 400)
    logits = generator.normal(size=(400, 4))
    logits[np.arange(400), truth] += 9
    chances = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    planted = generator.choice(400, 12, replace=False)
    filed = truth.copy()
    filed[planted] = (truth[planted] + 1) % 4
    found = suspected_labels(filed, chances)
    assert {suspect.row for suspect in found[:12]} == set(planted)
    assert all(suspect.suggested == truth[suspect.row] for suspect in found[:12])
    assert [suspect.margin for suspect in found] == sorted((s.margin for s in found), reverse=True)


def test_a_class_without_photos_is_never_suggested() -> None:
    assert suspected_labels(np.array([0, 0]), np.array([[0.1, 0.9], [0.2, 0.8]])) == []


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
