"""The validation part that is drawn: copies of a picture, also mirrored ones, are never parted."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from scipy.ndimage import gaussian_filter

from convscope.datasets import UNDIVIDED, Dataset, Item, divided, divided_by_content, merged, open_dataset
from convscope.datasets.examination import Examination, data
from convscope.datasets.sources import ArraySource
from convscope.errors import DataError, ReadError

KINDS = ("cat", "dog")
SEEDS = range(12)


def photo(seed: int) -> Image.Image:
    """A smooth picture unlike any of another seed."""
    noise = np.random.default_rng(seed).normal(0, 1, (48, 64, 3))
    smooth = gaussian_filter(noise, (4, 4, 0))
    return Image.fromarray((128 + 50 * smooth / smooth.std()).clip(0, 255).astype(np.uint8))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Ten pictures a class, three of which have a copy: exact, mirrored, and mirrored and saved anew."""
    for label, kind in enumerate(KINDS):
        folder = tmp_path / "pets" / kind
        folder.mkdir(parents=True)
        for number in range(10):
            picture = photo(100 * label + number)
            picture.save(folder / f"{number}.png")
            mirrored = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
            if number == 0:
                picture.save(folder / "0-exact.png")
            elif number == 1:
                mirrored.save(folder / "1-mirrored.png")
            elif number == 2:
                mirrored.save(folder / "2-anew.jpg", quality=85)
    return tmp_path / "pets"


def parts(dataset: Dataset) -> dict[str, str]:
    """The part of each picture."""
    return {item.name: part for part, items in dataset.splits.items() for item in items}


def test_copies_are_in_one_part_whatever_the_seed(place: Path) -> None:
    together = [
        (f"{kind}/{number}.png", f"{kind}/{copy}")
        for kind in KINDS
        for number, copy in enumerate(("0-exact.png", "1-mirrored.png", "2-anew.jpg"))
    ]
    validated = set()
    for seed in SEEDS:
        found = parts(divided_by_content(open_dataset(place), seed=seed))
        assert all(found[first] == found[second] for first, second in together)
        validated |= {first for first, _ in together if found[first] == "val"}
    # The claim would be empty if copies were never validated.
    assert validated


def test_what_is_drawn_by_content_has_no_leakage_and_by_names_has(place: Path) -> None:
    for seed in SEEDS:
        found = data(place, seed=seed)
        assert isinstance(found, Examination)
        assert not found.leakage
    by_names = [parts(divided(open_dataset(place), seed=seed)) for seed in SEEDS]
    assert any(found["cat/1.png"] != found["cat/1-mirrored.png"] for found in by_names)


def test_the_share_of_each_class_is_kept(place: Path) -> None:
    for seed in SEEDS:
        assert divided_by_content(open_dataset(place), seed=seed).counts("val") in {
            (3, 3),
            (2, 3),
            (3, 2),
            (2, 2),
        }


def test_data_without_copies_are_divided_as_by_their_names(tmp_path: Path) -> None:
    for kind in KINDS:
        (tmp_path / kind).mkdir()
        for number in range(6):
            photo(number + 50 * (kind == "dog")).save(tmp_path / kind / f"{number}.png")
    dataset = open_dataset(tmp_path)
    assert parts(divided_by_content(dataset, seed=3)) == parts(divided(dataset, seed=3))


def test_pictures_are_read_once_for_it_and_again_when_one_changes(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    real = Item.pixels

    def counted(item: Item) -> object:
        read.append(item.name)
        return real(item)

    monkeypatch.setattr(Item, "pixels", counted)
    first = parts(divided_by_content(open_dataset(place)))
    count = len(read)
    assert parts(divided_by_content(open_dataset(place))) == first
    assert len(read) == count == 26
    photo(999).save(place / "cat" / "0-exact.png")
    divided_by_content(open_dataset(place))
    assert len(read) == 2 * count


def test_what_was_refused_for_it_is_asked_anew(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(_: Item) -> None:
        raise ReadError("The disk is tired.")

    with monkeypatch.context() as patch:
        patch.setattr(Item, "pixels", refuses)
        divided_by_content(open_dataset(place))
    found = parts(divided_by_content(open_dataset(place), seed=1))
    assert found["dog/1.png"] == found["dog/1-mirrored.png"]


def test_a_class_of_copies_alone_still_has_both_parts(tmp_path: Path) -> None:
    for label, kind in enumerate(KINDS):
        (tmp_path / kind).mkdir()
        for number in range(4):
            photo(label).save(tmp_path / kind / f"{number}.png")
    dataset = divided_by_content(open_dataset(tmp_path))
    assert dataset.counts("train") == (3, 3)
    assert dataset.counts("val") == (1, 1)


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 5)), min_size=2, max_size=40),
    st.floats(0.05, 0.9),
    st.integers(0, 9),
)
def test_nothing_is_lost_and_every_class_has_both_parts(
    pictures: list[tuple[int, int]], share: float, seed: int
) -> None:
    source = ArraySource(np.zeros((1, 1, 1), np.uint8), 0, "")
    items = tuple(Item(f"{place:02}", label, source) for place, (label, _) in enumerate(pictures))
    counts = [sum(item.label == label for item in items) for label in range(3)]
    if 1 in counts:
        return
    groups: dict[int, list[str]] = {}
    for item, (_, group) in zip(items, pictures, strict=True):
        groups.setdefault(group, []).append(item.name)
    drawn = divided(
        Dataset("d", ("a", "b", "c"), {UNDIVIDED: items}), seed=seed, share=share, together=groups.values()
    )
    assert sorted(parts(drawn)) == [item.name for item in items]
    for label, count in enumerate(counts):
        if count:
            assert drawn.counts("train")[label]
            assert drawn.counts("val")[label]


def test_divided_data_can_be_divided_anew_and_keep_their_test_part() -> None:
    items = tuple(
        Item(f"{number:02}", 0, ArraySource(np.zeros((1, 2, 2, 3), np.uint8), 0, "")) for number in range(12)
    )
    whole = Dataset("d", ("cat",), {"train": items[:6], "val": items[6:10], "test": items[10:]})
    anew = divided(merged(whole), share=0.1)
    assert {name: len(part) for name, part in anew.splits.items()} == {"train": 9, "val": 1, "test": 2}
    assert anew.splits["test"] == whole.splits["test"]


@pytest.mark.parametrize("share", [0, 1, 5, -0.1])
def test_a_share_that_is_none_is_refused(share: float) -> None:
    items = tuple(
        Item(f"{number}", 0, ArraySource(np.zeros((1, 2, 2, 3), np.uint8), 0, "")) for number in range(4)
    )
    with pytest.raises(DataError, match="between 0 and 1"):
        divided(Dataset("d", ("cat",), {"all": items}), share=share)
