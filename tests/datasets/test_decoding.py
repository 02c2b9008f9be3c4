"""Decoding once: the cache, what invalidates it, and what cannot be read."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convscope.datasets import Item, divided, open_dataset
from convscope.datasets.decoding import decode_dataset
from convscope.datasets.pictures import moments
from convscope.errors import DataError, OutputError
from convscope.images import IMAGENET, decode
from full_disks import file_size_limit

RECIPE = replace(IMAGENET, size=(8, 8), resize=8)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    generator = np.random.default_rng(0)
    for kind in ("cat", "dog"):
        (tmp_path / "pets" / kind).mkdir(parents=True)
        for number in range(5):
            pixels = generator.integers(0, 255, (10 + number, 12, 3)).astype(np.uint8)
            Image.fromarray(pixels).save(tmp_path / "pets" / kind / f"{number}.png")
    return tmp_path / "pets"


@pytest.fixture
def decoded_names(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the items that are decoded from here on."""
    names: list[str] = []
    real = Item.pixels

    def counted(item: Item) -> object:
        names.append(item.name)
        return real(item)

    monkeypatch.setattr(Item, "pixels", counted)
    return names


def test_a_decoded_picture_is_what_the_network_sees(place: Path) -> None:
    train = decode_dataset(divided(open_dataset(place)), RECIPE).splits["train"]
    for index, item in enumerate(train.items):
        assert np.array_equal(train.take([index])[0], RECIPE.look(decode(place / item.name)))


def test_a_second_time_nothing_is_decoded(place: Path, decoded_names: list[str]) -> None:
    dataset = divided(open_dataset(place))
    first = decode_dataset(dataset, RECIPE)
    count = len(decoded_names)
    second = decode_dataset(dataset, RECIPE)
    assert len(decoded_names) == count == 10
    assert np.array_equal(first.splits["val"].take([0, 1]), second.splits["val"].take([0, 1]))


def test_only_a_changed_file_is_decoded_again(place: Path, decoded_names: list[str]) -> None:
    decode_dataset(divided(open_dataset(place)), RECIPE)
    decoded_names.clear()
    Image.new("RGB", (9, 9), "red").save(place / "cat" / "3.png")
    again = decode_dataset(divided(open_dataset(place)), RECIPE)
    assert decoded_names == ["cat/3.png"]
    pictures = again.splits[
        "train" if any(i.name == "cat/3.png" for i in again.splits["train"].items) else "val"
    ]
    index = [item.name for item in pictures.items].index("cat/3.png")
    assert np.array_equal(pictures.take([index])[0], np.full((8, 8, 3), (255, 0, 0), np.uint8))


def test_another_size_is_another_cache(place: Path) -> None:
    dataset = divided(open_dataset(place))
    decode_dataset(dataset, RECIPE)
    other = decode_dataset(dataset, replace(RECIPE, size=(6, 6), resize=6))
    assert other.splits["train"].take([0]).shape == (1, 6, 6, 3)


def test_the_fingerprint_follows_the_pixels_and_not_the_times(place: Path) -> None:
    before = decode_dataset(divided(open_dataset(place)), RECIPE).splits["train"].fingerprint
    for path in place.rglob("*.png"):
        path.touch()
    assert decode_dataset(divided(open_dataset(place)), RECIPE).splits["train"].fingerprint == before
    for path in place.rglob("*.png"):
        Image.new("RGB", (9, 9), "red").save(path)
    assert decode_dataset(divided(open_dataset(place)), RECIPE).splits["train"].fingerprint != before


def test_a_cache_that_was_cut_off_is_made_anew(place: Path, cache: Path) -> None:
    dataset = divided(open_dataset(place))
    whole = decode_dataset(dataset, RECIPE).splits["train"].fingerprint
    index = next(cache.rglob("index.json"))
    index.write_text(index.read_text()[:30])
    assert decode_dataset(dataset, RECIPE).splits["train"].fingerprint == whole


def test_unreadable_files_are_listed_and_left_out(place: Path) -> None:
    (place / "cat" / "0.png").write_bytes(b"")
    decoded = decode_dataset(divided(open_dataset(place)), RECIPE)
    assert [entry.item.name for entry in decoded.unreadable] == ["cat/0.png"]
    assert "cat/0.png is empty" in decoded.unreadable[0].reason
    assert sum(map(len, decoded.splits.values())) == 9


@pytest.mark.parametrize(
    "error", [PermissionError(13, "Permission denied"), OSError(5, "Input/output error")]
)
def test_what_the_system_refused_is_not_kept_as_a_fact_about_the_picture(
    place: Path, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    def refuses(path: Path) -> bytes:
        if path.name == "0.png":
            raise error
        with path.open("rb") as file:
            return file.read()

    dataset = divided(open_dataset(place))
    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", refuses)
        for _ in range(2):
            refused = decode_dataset(dataset, RECIPE).unreadable
            assert sorted(one.item.name for one in refused) == ["cat/0.png", "dog/0.png"]
            assert all(str(error.strerror).lower() in one.reason for one in refused)
    again = decode_dataset(dataset, RECIPE)
    assert again.unreadable == ()
    pictures = [
        picture for part in again.splits.values() for picture in zip(part.items, part.rows, strict=True)
    ]
    for item, row in pictures:
        assert np.array_equal(again.splits["train"].pixels[row], RECIPE.look(decode(place / item.name)))


def test_a_picture_for_which_the_memory_did_not_suffice_is_decoded_the_next_time(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_memory(*_: object) -> None:
        raise MemoryError

    dataset = divided(open_dataset(place))
    with monkeypatch.context() as patch:
        patch.setattr("convscope.images.files.srgb_of_pil", no_memory)
        with pytest.raises(DataError, match="does not fit into the memory"):
            decode_dataset(dataset, RECIPE)
    assert decode_dataset(dataset, RECIPE).unreadable == ()


def test_what_is_wrong_with_the_bytes_is_known_until_they_change(
    place: Path, decoded_names: list[str]
) -> None:
    (place / "cat" / "0.png").write_bytes(b"")
    dataset = divided(open_dataset(place))
    decode_dataset(dataset, RECIPE)
    decoded_names.clear()
    assert len(decode_dataset(dataset, RECIPE).unreadable) == 1
    assert decoded_names == []


def test_a_class_of_which_nothing_can_be_read_is_said(place: Path) -> None:
    for path in (place / "cat").iterdir():
        path.write_bytes(b"x")
    said = r"No picture of the class 'cat' in train can be read; the first: cat/\d.png is not an image"
    with pytest.raises(DataError, match=said):
        decode_dataset(divided(open_dataset(place)), RECIPE)


def test_no_space_for_the_cache_is_one_sentence_and_leaves_nothing(place: Path, cache: Path) -> None:
    dataset = divided(open_dataset(place))
    with file_size_limit(500), pytest.raises(OutputError, match=r"cannot be kept in .*: file too large"):
        decode_dataset(dataset, RECIPE)
    assert [path for path in (cache / "decoded").iterdir() if path.suffix != ".lock"] == []
    assert len(decode_dataset(dataset, RECIPE).splits["train"]) == 8


def test_moments_are_those_of_all_pixels(place: Path) -> None:
    train = decode_dataset(divided(open_dataset(place)), RECIPE).splits["train"]
    values = train.take(range(len(train))) / 255
    mean, std = moments(train)
    assert np.allclose(mean, values.mean((0, 1, 2)), atol=1e-5)
    assert np.allclose(std, values.std((0, 1, 2)), atol=1e-4)
