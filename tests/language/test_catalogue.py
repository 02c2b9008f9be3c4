"""The catalogues: complete, in step with the source, and read as gettext reads them."""

from pathlib import Path

import pytest

from convscope.language.catalogue import catalogue
from tools.messages import __main__ as tool
from tools.messages.catalogues import all_places, malformed, problems, read
from tools.messages.message import Message


@pytest.fixture(scope="module", params=[pytest.param(place, id=place.stem) for place in all_places()])
def place(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


@pytest.fixture(scope="module")
def wrong(place: Path) -> list[str]:
    return list(problems(place))


def test_a_catalogue_lacks_no_message(wrong: list[str]) -> None:
    assert [line for line in wrong if line.startswith("missing")] == []


def test_a_catalogue_holds_no_message_that_nobody_says_any_more(wrong: list[str]) -> None:
    assert [line for line in wrong if line.startswith("obsolete")] == []


def test_a_catalogue_holds_nothing_malformed(wrong: list[str]) -> None:
    assert [line for line in wrong if line.startswith("malformed")] == []


def test_a_catalogue_is_read_as_gettext_reads_it(place: Path) -> None:
    by_babel = {
        (message.context or "", message.id): message.string
        for message in read(place)
        if message.id and message.string and not message.fuzzy
    }
    assert dict(catalogue(place.stem)) == by_babel


def test_a_check_fails_where_a_translation_is_missing_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lacking = tmp_path / "fr.po"
    text = next(place for place in all_places() if place.stem == "fr").read_text(encoding="utf-8")
    lacking.write_text(text.partition("#: ")[0], encoding="utf-8")
    monkeypatch.setattr(tool, "all_places", lambda: [lacking])
    assert tool.main(["--check"]) == 1
    assert lacking.read_text(encoding="utf-8") == text.partition("#: ")[0]


def test_a_check_passes_where_nothing_is_missing() -> None:
    assert tool.main(["--check"]) == 0


@pytest.mark.parametrize(
    ("message", "translation", "wrong"),
    [
        (Message("", "{photo} is empty.", ""), "{image} est vide.", "places"),
        (Message("", "{photo} is empty.", ""), "La photo est vide.", "places"),
        (Message("page", "of {{ how.network }}", ""), "de {{ how.weights }}", "names"),
        (Message("page", "of <em>{{ x }}</em>", ""), "de {{ x }}", "other tags"),
        (Message("page", "of {{ x }}", ""), "de {{ x }", "names"),
        (Message("", "Why?", ""), "Pourquoi ?", "a space that can break"),
    ],
)
def test_a_malformed_translation_is_found(message: Message, translation: str, wrong: str) -> None:
    assert any(found.startswith(wrong) for found in malformed(message, translation))
