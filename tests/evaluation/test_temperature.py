"""Temperature scaling against logits whose temperature is known."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax

from convscope.evaluation import fit_temperature, reliability, scaled_out_of_sample
from convscope.evaluation.temperature import LIMITS
from evaluation_answers import random_answers


def honest(count: int, temperature: float) -> tuple[np.ndarray, np.ndarray]:
    """Logits that are honest when divided by the temperature: the classes are drawn from those probabilities."""
    generator = np.random.default_rng(0)
    logits = generator.normal(size=(count, 4)) * 2
    chances = softmax(logits, axis=1).cumsum(axis=1)
    truth = (generator.random((count, 1)) > chances).sum(axis=1).clip(max=3)
    return logits * temperature, truth


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
def test_the_temperature_is_found(temperature: float) -> None:
    logits, truth = honest(20_000, temperature)
    assert fit_temperature(logits, truth) == pytest.approx(temperature, rel=0.05)


def test_it_is_the_minimum_of_the_cross_entropy() -> None:
    answers = random_answers(80, 5, skill=1.0)

    def loss(temperature: float) -> float:
        logs = log_softmax(answers.logits / temperature, axis=1)
        return float(-logs[np.arange(80), answers.truth].mean())

    expected = minimize_scalar(loss, bounds=(0.05, 20), method="bounded", options={"xatol": 1e-8}).x
    assert fit_temperature(answers.logits, answers.truth) == pytest.approx(expected, rel=1e-4)


def test_where_every_photo_is_right_nothing_is_scaled() -> None:
    answers = random_answers(20, 3, skill=8.0)
    assert fit_temperature(answers.logits, answers.truth) == 1


def test_where_scores_speak_against_the_truth_it_ends_at_the_limit() -> None:
    answers = random_answers(40, 3, skill=-8.0)
    assert fit_temperature(answers.logits, answers.truth) == pytest.approx(LIMITS[1])


def test_scaling_repairs_what_is_too_sure_also_on_photos_it_was_not_fitted_to() -> None:
    logits, truth = honest(2000, 3.0)
    correct = logits.argmax(axis=1) == truth
    before = reliability(softmax(logits, axis=1).max(axis=1), correct).expected_error
    scaled = softmax(scaled_out_of_sample(logits, truth), axis=1)
    after = reliability(scaled.max(axis=1), correct).expected_error
    assert before > 0.1
    assert after < 0.04
    np.testing.assert_array_equal(scaled.argmax(axis=1), logits.argmax(axis=1))


def test_the_temperature_of_a_photo_does_not_depend_on_its_own_label() -> None:
    answers = random_answers(30, 3)
    other = answers.truth.copy()
    other[7] = (other[7] + 1) % 3
    before, after = (scaled_out_of_sample(answers.logits, truth) for truth in (answers.truth, other))
    np.testing.assert_array_equal(before[7], after[7])
    assert not np.array_equal(before, after)
