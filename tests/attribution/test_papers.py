"""The papers of methods and metrics as BibTeX."""

import re

import pytest

from cli.typed import typed
from convscope.attribution.papers import TITLES, bibtex
from convscope.registry import methods, metrics

NAMED = [*(one.source for one in methods().values()), *(one.source for one in metrics().values())]
SOURCES = sorted(set(NAMED))


@pytest.mark.parametrize("source", SOURCES)
def test_each_source_has_title_authors_year_and_number(source: str) -> None:
    entry = bibtex([source])
    number = source.rpartition(":")[2]
    assert entry.startswith("@misc{")
    assert f"{{{{{TITLES[number]}}}}}" in entry
    assert f"{{{number}}}" in entry
    authors = re.search(r"author = {(.*)}", entry)
    assert authors is not None
    assert source.startswith(authors[1].split(" and ")[0])
    assert entry.count("{") == entry.count("}")


def test_no_title_is_of_a_paper_that_nothing_names() -> None:
    assert {source.rpartition(":")[2] for source in SOURCES} == set(TITLES)


def test_keys_differ_and_a_paper_of_two_methods_is_cited_once() -> None:
    entries = bibtex(NAMED)
    keys = re.findall(r"@misc{(.*),", entries)
    assert len(keys) == len(set(keys)) == len(SOURCES)


def test_authors_are_parted_as_bibtex_wants_it() -> None:
    assert "author = {Petsiuk and Das and Saenko}," in bibtex(
        ["Petsiuk, Das and Saenko 2018, arXiv:1806.07421"]
    )
    assert "Jia and Chao and others}" in bibtex(["Zhang, Jia, Chao et al. 2025, arXiv:2501.11309"])


def test_another_form_of_source_is_a_note() -> None:
    assert "note = {a talk}" in bibtex(["a talk"])


def test_the_command_prints_it_for_the_named() -> None:
    said = typed("methods", "grad-cam", "rise", "--bibtex").out
    assert said.count("@misc{") == 2
    assert "eprint = {1610.02391}" in said
    assert "There is no" in typed("methods", "gradcamm", "--bibtex").err
    assert typed("metrics", "deletion", "--bibtex").out.count("@misc{") == 1
