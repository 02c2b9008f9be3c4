"""Pages in French: the words and the numbers of people, not those of the page itself."""

from importlib import resources

import pytest

from convscope.language import speaking, translated
from convscope.language.catalogue import PAGE
from convscope.language.templates import in_template
from convscope.report.spoken import templates


def shown(source: str, **values: object) -> str:
    french = in_template(source, lambda message: translated(message, PAGE))
    return templates().from_string(french).render(**values)


PAGES = [
    file.name
    for file in (resources.files("convscope.report") / "templates").iterdir()
    if file.name.endswith(".html")
]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_a_template_in_french(page: str) -> None:
    with speaking("fr"):
        environment = templates()
        assert environment.loader is not None
        source, *_ = environment.loader.get_source(environment, page)
        environment.parse(source)
    assert '<html lang="en">' not in source


def test_numbers_are_written_for_people_and_left_to_the_page() -> None:
    with speaking("fr"):
        found = shown('<td style="width: {{ x }}%">{{ x }}</td>', x="12.5")
    assert found == '<td style="width: 12.5%">12,5</td>'


def test_a_label_stays_as_it_is() -> None:
    with speaking("fr"):
        assert shown("<td>{{ label }}</td>", label="Egyptian cat") == "<td>Egyptian cat</td>"


def test_values_that_are_words_of_the_program_are_translated() -> None:
    with speaking("fr"):
        assert shown("<td>{{ word }}</td>", word="receptive field") == "<td>champ récepteur</td>"


def test_what_is_given_is_escaped_in_french_too() -> None:
    with speaking("fr"):
        assert shown("<td>{{ name }}</td>", name="<b>") == "<td>&lt;b&gt;</td>"
