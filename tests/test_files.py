"""Files are there whole or not at all."""

import os
import stat
from pathlib import Path

import pytest

from convscope.errors import OutputError
from convscope.files import folder_named, replacing, replacing_together


def write_half(place: Path, error: type[BaseException]) -> None:
    with replacing(place) as temporary:
        temporary.write_bytes(b"half")
        raise error


def test_file_holds_what_was_written(tmp_path: Path) -> None:
    with replacing(tmp_path / "a.bin") as temporary:
        temporary.write_bytes(b"whole")
    assert (tmp_path / "a.bin").read_bytes() == b"whole"


def test_the_folder_of_a_file_is_made(tmp_path: Path) -> None:
    with replacing(tmp_path / "new" / "a.bin") as temporary:
        temporary.write_bytes(b"x")
    assert (tmp_path / "new" / "a.bin").exists()


def test_a_misspelt_path_grows_no_tree(tmp_path: Path) -> None:
    place = tmp_path / "new" / "deep" / "a.bin"
    said = "cannot be made, since there is no folder"
    with pytest.raises(OutputError, match=said), replacing(place) as temporary:
        temporary.write_bytes(b"x")
    with pytest.raises(OutputError, match=said), replacing_together(place):
        pass
    assert list(tmp_path.iterdir()) == []


def test_file_appears_only_when_it_is_whole(tmp_path: Path) -> None:
    place = tmp_path / "a.bin"
    with replacing(place) as temporary:
        temporary.write_bytes(b"half")
        assert not place.exists()
    assert place.exists()


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_nothing_is_left_after(error: type[BaseException], tmp_path: Path) -> None:
    with pytest.raises(error):
        write_half(tmp_path / "a.bin", error)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_older_file_is_kept_after(error: type[BaseException], tmp_path: Path) -> None:
    place = tmp_path / "a.bin"
    place.write_bytes(b"old")
    with pytest.raises(error):
        write_half(place, error)
    assert place.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [place]


def test_full_disk_is_an_output_error_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="no space left"), replacing(tmp_path / "a.bin"):
        raise OSError(28, "No space left on device")
    assert list(tmp_path.iterdir()) == []


def test_folder_in_its_place_is_an_output_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="it is a folder"), replacing(tmp_path):
        pytest.fail("a folder was opened")
    assert list(tmp_path.iterdir()) == []


def test_file_where_a_folder_must_be_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError, match="cannot be written"), replacing(tmp_path / "file" / "a.bin"):
        pytest.fail("a file was taken for a folder")


def test_permissions_are_those_of_any_new_file(tmp_path: Path) -> None:
    with replacing(tmp_path / "a.bin") as temporary:
        temporary.write_bytes(b"x")
    plain = tmp_path / "b.bin"
    plain.write_bytes(b"x")
    assert stat.S_IMODE((tmp_path / "a.bin").stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)


def test_mask_of_permissions_is_left_as_it_was(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        with replacing(tmp_path / "a.bin") as temporary:
            temporary.write_bytes(b"x")
        assert os.umask(0o027) == 0o027
        assert stat.S_IMODE((tmp_path / "a.bin").stat().st_mode) == 0o640
    finally:
        os.umask(before)


def test_files_that_belong_together_appear_together(tmp_path: Path) -> None:
    place = tmp_path / "new"
    with replacing_together(place) as temporary:
        (temporary / "a.xml").write_bytes(b"a")
        (temporary / "a.bin").write_bytes(b"b")
        (temporary / "a.bin").chmod(0o600)
        assert not list(place.glob("a.*"))
    assert {file.name: file.read_bytes() for file in place.iterdir()} == {"a.xml": b"a", "a.bin": b"b"}
    assert stat.S_IMODE((place / "a.bin").stat().st_mode) == stat.S_IMODE((place / "a.xml").stat().st_mode)


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_files_that_belong_together_are_as_before_after(error: type[BaseException], tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(b"old")
    with pytest.raises(error), replacing_together(tmp_path) as temporary:  # noqa: PT012
        (temporary / "a.xml").write_bytes(b"new")
        raise error
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {"a.xml": b"old"}


def test_a_folder_that_cannot_be_made_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError), replacing_together(tmp_path / "file"):
        pass


@pytest.mark.parametrize("name", ["../elsewhere", "deep/er", "/root", "..", "", "back\\slash"])
def test_a_name_that_would_lead_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(OutputError, match="A name is that of a folder in runs, without slashes"):
        folder_named(name, Path("runs"))


def test_a_name_is_that_of_a_folder() -> None:
    assert folder_named("cats.v2", Path("runs")) == Path("runs/cats.v2")
