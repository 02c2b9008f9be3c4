"""The page as files: the answers of the routes, the same each time, whole or not at all."""

import base64
import json
import re
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import convscope
from convscope.errors import AddressError, Cancelled, ConvscopeError, MethodError, ObjectiveError, OutputError
from convscope.progress import Progress
from server.client import Served, toy

FEW: dict[str, Any] = {"layers": ("2", "8"), "methods": ("saliency",), "classes": 1, "channels": 4}


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVSCOPE_CACHE", str(tmp_path / "cache"))


def answers(folder: Path) -> dict[str, tuple[dict[str, str], bytes]]:
    """Headers and bodies of a page's answers, by their questions."""
    index = json.loads(
        (folder / "answers" / "index.js").read_text().removeprefix("globalThis.convscope=")[:-2]
    )
    found = {}
    for key, name in index["answers"].items():
        script = (folder / "answers" / f"{name}.js").read_text()
        said = re.fullmatch(r'convscope\.put\("(\w+)", (.*), "([^"]*)"\);\n', script)
        assert said is not None
        assert said[1] == name
        found[key] = (json.loads(said[2]), zlib.decompress(base64.b64decode(said[3])))
    return found


def files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_every_answer_is_that_of_the_route(served: Served) -> None:
    found = answers(convscope.publish(toy(), [served.photo], served.folder / "page", **FEW).folder)
    ours = next(key for key in found if key.endswith("/picture")).split("/")[2]
    assert len(found) > 10
    for key, (headers, content) in found.items():
        path, _, query = key.removeprefix("api/").replace(ours, served.id).partition("?")
        words = dict(word.split("=", 1) for word in query.split("&")) if query else {}
        answer = served.get(path, params=words)
        if path == "photos":
            assert [one["name"] for one in json.loads(content)] == ["stripes.png"]
        elif path == "methods":
            assert [one for one in answer.json() if one["name"] == "saliency"] == json.loads(content)
        else:
            assert answer.content == content, key
            assert headers["content-type"] == answer.headers["content-type"]
            assert headers.get("x-convscope-shape") == answer.headers.get("x-convscope-shape")


def test_the_same_network_and_photos_give_the_same_files_wherever_they_are(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = convscope.publish(toy(), [served.photo], tmp_path / "first", **FEW)
    moved = tmp_path / "elsewhere" / served.photo.name
    moved.parent.mkdir()
    moved.write_bytes(served.photo.read_bytes())
    monkeypatch.setenv("CONVSCOPE_CACHE", str(tmp_path / "another"))
    second = convscope.publish(toy(), [moved], tmp_path / "second", **FEW)
    assert files(first.folder) == files(second.folder)
    assert first.size == sum(map(len, files(first.folder).values()))


def test_no_place_of_this_machine_is_told(served: Served, tmp_path: Path) -> None:
    page = convscope.publish(toy(), [served.photo], tmp_path / "page", **FEW)
    whole = [content for _, content in answers(page.folder).values()] + [*files(page.folder).values()]
    assert not any(str(tmp_path).encode() in content for content in whole)


def test_a_named_unit_is_exact_and_worked_out_at_places_around_its_strongest(served: Served) -> None:
    page = convscope.publish(toy(), [served.photo], served.folder / "page", units=("2:11",), places=9, **FEW)
    found = answers(page.folder)
    units = [key.partition("unit=")[2] for key in found if "/element" in key]
    assert len(units) == 9
    (exact,) = (content for key, (_, content) in found.items() if "first=11" in key)
    values = np.frombuffer(exact, "<f4").reshape(16, 16)
    expected = np.asarray(toy().activations(served.photo, ["2"])["2"][11])
    assert np.array_equal(values, expected)
    place = np.unravel_index(np.argmax(expected), expected.shape)
    assert units[0] == f"2:11@{place[0]},{place[1]}"


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        ({"methods": ("saliensy",)}, MethodError),
        ({"layers": ("nothing",)}, AddressError),
        ({"units": ("2:99",)}, AddressError),
        ({"units": ("4:1",), "layers": ("2",)}, AddressError),
        ({"units": ("class:four",)}, ObjectiveError),
        ({"channels": 0}, OutputError),
    ],
)
def test_what_is_asked_wrongly_is_told_and_leaves_nothing(
    served: Served, settings: dict[str, Any], error: type[ConvscopeError]
) -> None:
    with pytest.raises(error):
        convscope.publish(toy(), [served.photo], served.folder / "page", **settings)
    assert not (served.folder / "page").exists()


def test_a_photo_that_cannot_be_decoded_is_told(served: Served) -> None:
    (broken := served.folder / "broken.png").write_bytes(b"nothing")
    with pytest.raises(ConvscopeError, match=r"broken\.png"):
        convscope.publish(toy(), [broken], served.folder / "page", **FEW)
    assert not (served.folder / "page").exists()


def test_more_than_the_size_that_is_allowed_is_not_begun(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(OutputError, match="more than the 1 MB"):
        convscope.publish(toy(), [served.photo], served.folder / "page", places=1000, megabytes=1)
    assert not (served.folder / "page").exists()


def test_a_folder_with_anything_else_in_it_is_never_replaced(served: Served, tmp_path: Path) -> None:
    (place := tmp_path / "thesis").mkdir()
    (place / "text").write_text("years of work")
    for overwrite in (False, True):
        with pytest.raises(OutputError, match="is taken"):
            convscope.publish(toy(), [served.photo], place, overwrite=overwrite, **FEW)
    assert files(place) == {"text": b"years of work"}


def test_a_page_is_replaced_where_that_is_asked_for(served: Served, tmp_path: Path) -> None:
    convscope.publish(toy(), [served.photo], tmp_path / "page", **FEW)
    with pytest.raises(OutputError, match="is taken"):
        convscope.publish(toy(), [served.photo], tmp_path / "page", **FEW)
    convscope.publish(toy(), [served.photo], tmp_path / "page", overwrite=True, **{**FEW, "layers": ("4",)})
    maps = [key for key in answers(tmp_path / "page") if "/maps" in key]
    assert all("layer=4" in key for key in maps)


def test_one_that_is_cancelled_leaves_nothing(served: Served, tmp_path: Path) -> None:
    class Ending(Progress):
        def step(self, done: int, total: int | None, **more: Any) -> None:
            if done == 10:
                self.cancel()

    with pytest.raises(Cancelled):
        convscope.publish(toy(), [served.photo], tmp_path / "page", progress=Ending(), **FEW)
    assert not (tmp_path / "page").exists()
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def test_it_speaks_the_language_of_who_publishes(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONVSCOPE_LANGUAGE", "fr")
    page = convscope.publish(toy(), [served.photo], tmp_path / "page", **FEW)
    assert '<html lang="fr">' in page.page.read_text()
    assert '"Computing ...": "Calcul en cours ..."' in (page.folder / "answers" / "index.js").read_text()
