"""Folders stand for the pictures in them."""

from pathlib import Path

import pytest

from convscope.errors import ImageError
from convscope.images import photos_in


def test_a_folder_stands_for_all_pictures_below_it(tmp_path: Path) -> None:
    for name in ("b.JPG", "a.png", "deep/c.webp", "notes.txt", ".hidden.png", ".git/d.png"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    found = [str(path.relative_to(tmp_path)) for path in photos_in([tmp_path])]
    assert found == ["a.png", "b.JPG", "deep/c.webp"]


def test_a_file_is_taken_as_given_and_once(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    picture.touch()
    missing = tmp_path / "missing.dat"
    assert photos_in([missing, picture, tmp_path]) == [missing, picture]


def test_a_folder_without_pictures_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match="holds no picture"):
        photos_in([tmp_path])
