"""The files of the page: small, with relative addresses, without anything inline, in the language of the server."""

import gzip
import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from convscope.language.catalogue import LIVE
from convscope.server.routes.page_files import FOLDER, PageFiles, document
from tools.messages.extraction import messages

PAGES = sorted(FOLDER.glob("*.html"))
SCRIPTS = sorted(FOLDER.glob("static/*.js"))
COMPRESSED = 250_000


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_a_page_has_no_inline_script_or_style(page: Path) -> None:
    text = page.read_text()
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>|<style|\bstyle=|\son\w+=|javascript:", text) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_address_of_a_page_is_relative_and_leads_to_a_file(page: Path) -> None:
    text = page.read_text()
    places = [place for place in re.findall(r'(?:href|src)="([^"]+)"', text) if not place.startswith("#")]
    assert places
    assert all(place.startswith("./") and (FOLDER / place).is_file() for place in places)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_no_script_loads_anything_from_elsewhere(script: Path) -> None:
    loaded = re.findall(
        r"""(?:fetch|import)\(?\s*["'`]([^"'`]+)["'`]|from\s*["'`]([^"'`]+)""", script.read_text()
    )
    places = ["".join(place) for place in loaded]
    assert [place for place in places if re.match(r"/|\w+:", place)] == []


def test_the_scripts_are_small() -> None:
    assert 0 < sum(len(gzip.compress(script.read_bytes())) for script in SCRIPTS) < COMPRESSED


def test_the_scripts_get_their_words_in_the_language_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    application = FastAPI()
    application.mount("/static", PageFiles())
    assert TestClient(application).get("/static/words.json").json() == {}
    monkeypatch.setenv("CONVSCOPE_LANGUAGE", "fr")
    said = TestClient(application).get("/static/words.json").json()
    assert said["Computing ..."] == "Calcul en cours ..."
    assert set(said) == {message.text for message in messages() if message.context == LIVE}


def test_the_page_says_which_language_it_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVSCOPE_LANGUAGE", "fr")
    assert b'<html lang="fr">' in document("index.html").body


def test_the_browser_keeps_the_icon() -> None:
    application = FastAPI()
    application.mount("/static", PageFiles())
    assert "max-age" in TestClient(application).get("/static/icon.svg").headers["cache-control"]
