"""The command line in French: people are spoken to in it, programs are not."""

import json
import re
from collections.abc import Callable
from contextvars import copy_context
from pathlib import Path

import pytest

from cli.typed import Result, typed

ARITHMETIC = ("arithmetic", "keep-size", "--input", "28", "--kernel", "3")
French = Callable[..., Result]


@pytest.fixture
def french(monkeypatch: pytest.MonkeyPatch) -> French:
    """Run ``convscope --language fr WORDS``; the tests after it speak English again."""
    monkeypatch.setenv("CONVSCOPE_LANGUAGE", "en")
    return lambda *words: copy_context().run(typed, "--language", "fr", *words)


def test_the_answer_is_in_french(french: French) -> None:
    assert french(*ARITHMETIC).out == "1 avant et 1 après.\n"


def test_the_option_may_stand_behind_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVSCOPE_LANGUAGE", "en")
    assert copy_context().run(typed, *ARITHMETIC, "--language=fr").out == "1 avant et 1 après.\n"


def test_the_environment_names_the_language_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVSCOPE_LANGUAGE", "fr")
    assert typed(*ARITHMETIC).out == "1 avant et 1 après.\n"


def test_json_is_the_same_in_both_languages(french: French) -> None:
    document, english = (
        answer.document for answer in (french(*ARITHMETIC, "--json"), typed(*ARITHMETIC, "--json"))
    )
    assert {**document, "seconds": 0} == {**english, "seconds": 0}


def test_an_error_is_in_french_for_people_and_in_english_for_programs(french: French) -> None:
    found = french("explain", "nowhere.jpg", "--json")
    assert found.code == 2
    assert json.loads(found.out)["error"]["message"] == "nowhere.jpg does not exist."
    assert found.err.startswith("convscope: nowhere.jpg n’existe pas.")


def test_a_wrong_option_is_refused_in_french(french: French) -> None:
    assert french("look", "--metods", "x").err.startswith("convscope: Il n’y a pas d’option --metods")


def test_a_language_that_nobody_wrote_is_refused() -> None:
    found = typed("--language", "xx", "look")
    assert found.code == 2
    assert "--language takes en or fr, got 'xx'." in found.err


def test_the_help_is_in_french(french: French) -> None:
    found = french("look", "--help").out
    assert "Explique des photos" in found
    assert "Exemples" in found


def test_a_misspelt_command_is_answered_in_french(french: French) -> None:
    assert "No such command" not in french("explan").err


def test_classes_called_as_words_of_the_program_stay_in_a_french_page(folder: Path, french: French) -> None:
    network = "input 3x32x32 -> conv 2 3x3 -> globalavgpool -> flatten"
    how = ("--weights", "random", "--methods", "saliency", "--metrics", "sparseness")
    found = french("look", "cat.png", "--network", network, "--labels", "Input,nothing", *how)
    page = next(Path("reports").glob("*.html")).read_text()
    for said in (found.out, re.sub(r"<(style|script)\b.*?</\1>", "", page, flags=re.DOTALL)):
        assert re.search(r"\bInput\b", said)
        assert re.search(r"\bnothing\b", said)
        assert not re.search(r"Entrée|>rien<|rien$", said)
