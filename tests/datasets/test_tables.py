"""CSVs as people write them: separators, line numbers, Windows paths, and a root that is wrong."""

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from convscope.datasets import UNDIVIDED, open_dataset
from convscope.datasets.tables import _rows
from convscope.errors import DataError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two pictures in two folders."""
    for kind in ("cat", "dog"):
        (tmp_path / kind).mkdir()
        Image.new("RGB", (4, 4)).save(tmp_path / kind / "1.png")
    return tmp_path


def table(folder: Path, text: str) -> Path:
    (folder / "set.csv").write_bytes(text.encode())
    return folder / "set.csv"


def refusal(place: Path) -> DataError:
    with pytest.raises(DataError) as caught:
        open_dataset(place)
    return caught.value


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_separator_is_the_one_that_parts_the_header(folder: Path, sign: str, end: str) -> None:
    lines = (("path", "label", "weight"), ("cat/1.png", "cat", "1"), ("dog/1.png", "dog", "2"))
    dataset = open_dataset(table(folder, end.join(sign.join(line) for line in lines)))
    assert dataset.classes == ("cat", "dog")
    assert [dict(item.columns) for item in dataset.items] == [{"weight": "1"}, {"weight": "2"}]


def test_commas_in_values_are_no_separators_where_semicolons_are(folder: Path) -> None:
    text = "path;label;note\ncat/1.png;cat;a, b\ndog/1.png;dog;c, d, e\n"
    notes = [item.columns["note"] for item in open_dataset(table(folder, text)).items]
    assert notes == ["a, b", "c, d, e"]


def test_excels_line_with_its_separator_is_read_as_such(folder: Path) -> None:
    text = "sep=;\r\npath;label\r\ncat/1.png;cat\r\ndog/1.png;dog\r\n"
    assert open_dataset(table(folder, text)).classes == ("cat", "dog")


@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=6), min_size=2, max_size=2
        ),
        min_size=1,
        max_size=6,
    )
)
def test_rows_are_what_was_written_at_the_lines_where_they_stand(rows: list[list[str]]) -> None:
    text, lines = "path,label\n", [1]
    for row in rows:
        file = io.StringIO(newline="")
        csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL).writerow(row)
        lines.append(1 + len(list(io.StringIO(text, newline=""))))
        text += file.getvalue()
    written = [(line, row) for line, row in zip(lines[1:], rows, strict=True) if any(v.strip() for v in row)]
    assert list(_rows(text))[1:] == written


def test_a_wrong_line_is_called_by_its_number_in_the_file(folder: Path) -> None:
    text = 'path,label,note\n\ncat/1.png,cat,"two\nlines"\n\n\ndog/1.png,,\n'
    assert refusal(table(folder, text)).message.startswith("Line 7 of")


def test_a_value_too_many_is_said_and_not_taken_for_a_label(folder: Path) -> None:
    text = "path,label\nred, small.png,cat\n"
    assert "has 3 values, and the header has 2 columns" in refusal(table(folder, text)).message


def test_paths_of_windows_are_found(folder: Path) -> None:
    dataset = open_dataset(table(folder, "path,label\ncat\\1.png,cat\ndog\\1.png,dog\n"))
    assert [item.name for item in dataset.split(UNDIVIDED)] == ["cat/1.png", "dog/1.png"]
    assert all(np.array_equal(item.pixels(), np.zeros((4, 4, 3))) for item in dataset.items)


def test_a_root_that_is_wrong_is_said_once_with_the_right_one(folder: Path) -> None:
    (folder / "tables").mkdir()
    error = refusal(table(folder / "tables", "path,label\ncat/1.png,cat\ndog/1.png,dog\n"))
    assert error.message.startswith("None of the 2 files that")
    assert error.hint == f"They lie below {folder}: put the CSV there."


def test_one_file_that_is_missing_is_left_to_the_reading(folder: Path) -> None:
    dataset = open_dataset(table(folder, "path,label\ncat/1.png,cat\ndog/2.png,dog\n"))
    assert len(dataset.items) == 2
