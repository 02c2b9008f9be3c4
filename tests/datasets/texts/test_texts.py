"""Texts are read from a table, divided and examined."""

from pathlib import Path

import pytest

import convscope
from convscope.datasets.texts import TextBatches, TextExamination, open_texts, text_of
from convscope.errors import DataError
from convscope.learn.text_data import divided_texts, read_texts
from convscope.network.vocabulary import UNKNOWN, Vocabulary, joined, words_of

ROWS = """text,label
A good film.,good
"Good, good!",good
A bad film.,bad
Bad.,bad
a good FILM .,good
So bad,bad
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    path = tmp_path / "reviews.csv"
    path.write_text(ROWS)
    return path


def test_signs_are_words_and_letters_are_small() -> None:
    assert words_of("It's GOOD, isn't it?") == ["it's", "good", ",", "isn't", "it", "?"]


def test_words_are_joined_as_people_write_them() -> None:
    assert joined(["a", "cat", ",", "above", "a", "dog", "."]) == "a cat, above a dog."


def test_the_most_frequent_words_come_first_behind_the_reserved_ones() -> None:
    known = Vocabulary.of(["b a b", "b c"], most=4)
    assert known.words == ("<end>", "<unknown>", "b", "a")


def test_a_text_is_filled_up_with_the_end_and_cut_off_behind_it() -> None:
    known = Vocabulary.of(["a b"], most=9)
    assert known.numbers("a c", 4).tolist() == [2, UNKNOWN, 0, 0]
    assert known.numbers("a b a b a b", 4).tolist() == [2, 3, 2, 3]
    assert known.read(known.numbers("b a", 5)) == ["b", "a"]


def test_a_text_without_a_word_is_an_error() -> None:
    with pytest.raises(DataError, match="at least one word"):
        Vocabulary.of(["a"], most=9).numbers("  ", 4)


def test_a_table_of_texts_has_their_classes(place: Path) -> None:
    found = open_texts(place)
    assert found is not None
    assert found.classes == ("bad", "good")
    assert text_of(found.items[0]) == "A good film."


def test_a_table_of_photos_is_no_table_of_texts(tmp_path: Path) -> None:
    path = tmp_path / "photos.csv"
    path.write_text("path,text,label\na.png,x,b\n")
    assert open_texts(path) is None


def test_a_row_without_a_text_is_named_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "reviews.csv"
    path.write_text("text,label\ngood,a\n,b\n")
    with pytest.raises(DataError, match=r"Line 3 .* has no text"):
        open_texts(path)


def test_equal_texts_come_into_the_same_part(place: Path) -> None:
    divided = divided_texts(str(place), share=0.4)
    of = {item.name: split for split, items in divided.splits.items() for item in items}
    assert of["line 0000002"] == of["line 0000006"]


def test_the_vocabulary_is_that_of_the_training_part(place: Path) -> None:
    divided = divided_texts(str(place), share=0.4)
    read = read_texts(divided, 6)
    trained = {word for item in divided.splits["train"] for word in words_of(text_of(item))}
    assert set(read.vocabulary.words[2:]) <= trained
    batch = TextBatches.of(divided.splits["train"], read.vocabulary, 6).__getitems__([(0, 1), (0, 0)])
    assert batch.pictures.shape == (2, 6)
    assert batch.indices.tolist() == [1, 0]


def test_copies_and_contradictions_are_told(tmp_path: Path) -> None:
    path = tmp_path / "reviews.csv"
    path.write_text("text,label,split\ngood,a,train\nGood,b,val\nbad,b,train\nbad,b,train\n")
    found = convscope.data(path)
    assert isinstance(found, TextExamination)
    assert (len(found.duplicates), found.leaked, found.contradicting) == (2, 1, 1)
