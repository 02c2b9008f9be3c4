"""Suspected labels by hand, and where they were planted."""

import numpy as np
import pytest

from convscope.evaluation import suspected_labels


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
