"""The files of the page: small, with relative addresses, and without anything inline."""

import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from convscope.server.routes.page_files import FOLDER, PageFiles

PAGES = sorted(FOLDER.glob("*.html"))
SCRIPTS = sorted(FOLDER.glob("*.js"))


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_a_page_has_no_inline_script_or_style(page: Path) -> None:
    text = page.read_text()
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>|<style|\bstyle=|\son\w+=|javascript:", text) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_address_of_a_page_is_relative_and_leads_to_a_file(page: Path) -> None:
    text = page.read_text()
    places = [place for place in re.findall(r'(?:href|src)="([^"]+)"', text) if not place.startswith("#")]
    assert places
    assert all((FOLDER / place.removeprefix("static/")).is_file() for place in places)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_every_address_of_a_script_is_relative(script: Path) -> None:
    text = script.read_text()
    assert re.findall(r"""["'`](?:/|\w+:/)[^"'`]*""", text) == []


def test_the_page_is_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 60_000


def test_a_script_of_the_page_is_in_the_language_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    application = FastAPI()
    application.mount("/static", PageFiles())
    monkeypatch.setenv("CONVSCOPE_LANGUAGE", "fr")
    said = TestClient(application).get("/static/page.js")
    assert said.headers["content-type"].startswith("text/javascript")
    assert "Calcul en cours" in said.text
