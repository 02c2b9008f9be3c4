"""Summaries of layers: what is merged of parts is what the whole gives, by brute force over all values."""

from __future__ import annotations

from functools import reduce
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from convscope.examine.summaries import LayerSummary, merged, summary_of
from convscope.examine.summaries.exemplars import NO_PHOTO, exemplars
from convscope.examine.summaries.findings import class_areas, constant_units, dead_units, duplicate_units
from convscope.examine.summaries.photo_values import photo_values
from convscope.examine.summaries.quantiles import Quantiles, rank_error
from convscope.examine.summaries.sample import draws_of
from convscope.examine.summaries.storage import read_summary, write_summary

pytest.importorskip("datasketches")
pytest.importorskip("pyarrow")

PHOTOS, UNITS, PLACES = 300, 6, 20
KINDS = ("cat", "dog", None)


@pytest.fixture
def values() -> NDArray[np.float32]:
    """Rectified activations, cut off at 2 so that many photos reach the same value."""
    drawn = np.random.default_rng(0).normal(-0.5, 1.2, (PHOTOS, UNITS, PLACES))
    return drawn.clip(0, 2).astype(np.float32)


def labels(count: int) -> list[str | None]:
    return [KINDS[number % 3] for number in range(count)]


def summarized(
    values: NDArray[np.float32], first: int = 0, *, kept: int = 5, sampled: int = 40
) -> LayerSummary:
    numbers = range(first, first + len(values))
    draws = draws_of([f"photo{number}" for number in numbers], 0)
    return summary_of(
        photo_values(values, draws[:, 1]),
        values.shape[2],
        np.array(numbers, np.int64),
        [KINDS[number % 3] for number in numbers],
        draws[:, 0],
        exemplars_kept=kept,
        sampled=sampled,
    )


def in_parts(values: NDArray[np.float32], ends: tuple[int, ...]) -> list[LayerSummary]:
    begins = (0, *ends)
    return [summarized(values[a:b], a) for a, b in zip(begins, (*ends, len(values)), strict=True)]


@pytest.fixture
def parts(values: NDArray[np.float32]) -> list[LayerSummary]:
    return in_parts(values, (3, 100, 101, 250))


@pytest.mark.parametrize("sign", [1, -1])
def test_exemplars_of_merged_parts_are_those_of_sorting_all_photos(
    values: NDArray[np.float32], parts: list[LayerSummary], sign: int
) -> None:
    whole = reduce(merged, parts)
    found = whole.strongest if sign == 1 else whole.weakest
    peaks = values.max(2) if sign == 1 else values.min(2)
    for unit in range(UNITS):
        order = sorted(
            range(PHOTOS), key=lambda n: (-sign * peaks[n, unit], -sign * values[n, unit].mean(), n)
        )
        assert found.photos[unit].tolist() == order[:5]
        for photo, value, place in zip(
            found.photos[unit], found.values[unit], found.places[unit], strict=True
        ):
            assert value == values[photo, unit, place] == peaks[photo, unit]


@given(
    values=arrays(np.float32, (12, 3), elements=st.integers(-1, 2).map(float)),
    means=arrays(np.float32, (12, 3), elements=st.integers(0, 1).map(float)),
    sign=st.sampled_from([1, -1]),
    count=st.integers(1, 14),
)
def test_exemplars_are_those_of_sorting_however_many_photos_are_alike(
    values: NDArray[np.float32], means: NDArray[np.float32], sign: int, count: int
) -> None:
    places = np.arange(36, dtype=np.int32).reshape(12, 3)
    found = exemplars(np.arange(100, 112), values, means, places, sign, count)
    for unit in range(3):
        order = sorted(range(12), key=lambda n: (-sign * values[n, unit], -sign * means[n, unit], n))[:count]
        assert found.photos[unit, : len(order)].tolist() == [100 + n for n in order]
        assert found.places[unit, : len(order)].tolist() == places[order, unit].tolist()


def test_exemplars_do_not_depend_on_how_the_photos_are_parted(values: NDArray[np.float32]) -> None:
    one, other = reduce(merged, in_parts(values, (150,))), reduce(merged, in_parts(values, (7, 8, 200)))
    for name in ("photos", "values", "places"):
        np.testing.assert_array_equal(getattr(one.strongest, name), getattr(other.strongest, name))


def test_fewer_photos_than_exemplars_leave_places_empty(values: NDArray[np.float32]) -> None:
    found = merged(summarized(values[:1]), summarized(values[1:3], 1)).strongest
    assert (found.photos[:, 3:] == NO_PHOTO).all()
    assert sorted(found.photos[0, :3].tolist()) == [0, 1, 2]


def test_moments_are_those_of_all_values(values: NDArray[np.float32], parts: list[LayerSummary]) -> None:
    found = reduce(merged, parts).moments
    everything = values.astype(np.float64).transpose(1, 0, 2).reshape(UNITS, -1)
    np.testing.assert_allclose(found.mean, everything.mean(1), rtol=1e-6)
    np.testing.assert_allclose(found.variance, everything.var(1), rtol=1e-6)
    np.testing.assert_array_equal(found.active_places, (everything > 0).sum(1))
    np.testing.assert_array_equal(found.active_photos, (values > 0).any(2).sum(0))
    np.testing.assert_array_equal(found.highest, everything.max(1))
    np.testing.assert_array_equal(found.lowest, everything.min(1))


def test_variance_is_right_where_the_mean_is_much_greater() -> None:
    values = (1000 + np.random.default_rng(1).normal(0, 0.01, (50, 2, 30))).astype(np.float32)
    found = merged(summarized(values[:20]), summarized(values[20:], 20)).moments
    expected = values.astype(np.float64).transpose(1, 0, 2).reshape(2, -1).var(1)
    np.testing.assert_allclose(found.variance, expected, rtol=0.02)


def test_quantiles_of_few_photos_are_exact(values: NDArray[np.float32]) -> None:
    peaks = values[:100].max(2)
    found = Quantiles.of(peaks[:60]).merged(Quantiles.of(peaks[60:])).at([0, 0.5, 1])
    ranked = np.sort(peaks, axis=0)
    np.testing.assert_array_equal(found[:, 0], ranked[0])
    np.testing.assert_array_equal(found[:, 2], ranked[-1])
    assert all(ranked[49, unit] <= found[unit, 1] <= ranked[50, unit] for unit in range(UNITS))


def test_the_extremes_and_what_the_strongest_photos_reach_are_exact_of_many_photos() -> None:
    values = np.random.default_rng(1).normal(0, 1, (9000, 3, 1)).astype(np.float32)
    found = reduce(merged, in_parts(values, (2500, 7000)))
    ranks = (0.0, 0.9993, 0.9996, 0.9999, 1.0)
    for unit in range(3):
        ranked = np.sort(values[:, unit, 0])
        exact = [ranked[0], *(ranked[int(np.ceil(rank * 9000)) - 1] for rank in ranks[1:])]
        # Five strongest photos are kept: those above rank 8995 of 9000; what lies below is the sketch's.
        assert found.quantiles_of(unit, ranks)[2:] == pytest.approx(exact[2:])
        assert found.quantiles_of(unit, ranks)[0] == exact[0]
        assert (ranked <= found.quantiles_of(unit, ranks)[1]).mean() == pytest.approx(
            0.9993, abs=rank_error()
        )


def test_quantiles_of_many_merged_sketches_keep_their_bound() -> None:
    values = np.random.default_rng(2).gamma(2, 1, (20_000, 8)).astype(np.float32)
    found = reduce(Quantiles.merged, [Quantiles.of(part) for part in np.split(values, 40)])
    ranks = [0.05, 0.25, 0.5, 0.75, 0.95]
    for unit, quantiles in enumerate(found.at(ranks)):
        true = [(values[:, unit] <= value).mean() for value in quantiles]
        # 40 bounds of 99 % each: one in a hundred may be passed, none by far.
        assert np.abs(np.subtract(true, ranks)).max() < 2 * rank_error()


def test_class_means_are_those_of_the_labelled_photos(
    values: NDArray[np.float32], parts: list[LayerSummary]
) -> None:
    found = reduce(merged, parts).classes
    assert found.names == ("cat", "dog")
    peaks = values.max(2).astype(np.float64)
    for row, name in enumerate(found.names):
        of_class = [n for n, label in enumerate(labels(PHOTOS)) if label == name]
        assert found.counts[row] == len(of_class)
        np.testing.assert_allclose(found.means[row], peaks[of_class].mean(0), rtol=1e-9)


def test_class_areas_are_those_of_scikit_learn(values: NDArray[np.float32]) -> None:
    sample = summarized(values, sampled=PHOTOS).sample
    found = class_areas(sample)
    known = [n for n, label in enumerate(sample.labels) if label]
    for name, areas in found.items():
        truth = [sample.labels[n] == name for n in known]
        for unit in range(UNITS):
            assert areas[unit] == pytest.approx(roc_auc_score(truth, sample.highest[known, unit]))
    assert {*found} == {"cat", "dog"}


def test_the_sample_is_the_same_in_whatever_order_the_parts_come(parts: list[LayerSummary]) -> None:
    forwards, backwards = reduce(merged, parts).sample, reduce(merged, parts[::-1]).sample
    np.testing.assert_array_equal(forwards.photos, backwards.photos)
    np.testing.assert_array_equal(forwards.drawn, backwards.drawn)
    assert len(forwards.photos) == 40


def test_the_sample_holds_the_values_of_its_photos(
    values: NDArray[np.float32], parts: list[LayerSummary]
) -> None:
    sample = reduce(merged, parts).sample
    np.testing.assert_array_equal(sample.highest, values[sample.photos].max(2))
    assert list(sample.labels) == [labels(PHOTOS)[n] for n in sample.photos]
    for row, photo in enumerate(sample.photos):
        # One place of the photo is that of all units.
        assert any((values[photo, :, place] == sample.drawn[row]).all() for place in range(PLACES))


def test_samples_of_many_seeds_hold_each_photo_about_equally_often() -> None:
    names = [f"photo{number}" for number in range(50)]
    counts = np.zeros(50)
    for seed in range(400):
        counts[np.argsort(draws_of(names, seed)[:, 0])[:10]] += 1
    # Binomial with 400 trials of 0.2: 80 +- 8.
    assert counts.min() > 80 - 5 * 8
    assert counts.max() < 80 + 5 * 8


def test_dead_constant_and_duplicate_units_are_named(values: NDArray[np.float32]) -> None:
    values[:, 1] = 0
    values[:, 2] = 1.5
    values[:, 4] = 3 * values[:, 0]
    whole = merged(summarized(values[:100]), summarized(values[100:], 100))
    assert dead_units(whole) == [1]
    assert constant_units(whole) == [2]
    values[:, 0] += np.random.default_rng(3).uniform(0, 1, (PHOTOS, PLACES)).astype(np.float32)
    values[:, 4] = 3 * values[:, 0]
    assert duplicate_units(summarized(values)) == [(0, 4)]


def test_units_that_hardly_any_photo_excites_are_no_duplicates() -> None:
    values = np.zeros((100, 2, 4), np.float32)
    values[50] = 1
    assert duplicate_units(summarized(values, sampled=100)) == []


@pytest.mark.parametrize("count", [PHOTOS, 1])
def test_a_summary_is_read_as_it_was_written(values: NDArray[np.float32], tmp_path: Path, count: int) -> None:
    # A single photo has no class: KINDS[2] is nobody's.
    one = summarized(values[:count]) if count > 1 else summarized(values[2:3], 2)
    write_summary(one, tmp_path / "layer.parquet")
    read = read_summary(tmp_path / "layer.parquet")
    for part in ("strongest", "weakest", "moments", "classes", "sample"):
        for name, value in vars(getattr(one, part)).items():
            np.testing.assert_array_equal(getattr(getattr(read, part), name), value, err_msg=f"{part}.{name}")
    np.testing.assert_array_equal(read.quantiles.at([0.1, 0.5]), one.quantiles.at([0.1, 0.5]))
