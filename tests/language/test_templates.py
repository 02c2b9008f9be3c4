"""Templates: what is a message in them, and what a translation leaves as it was."""

from importlib import resources

import pytest
from jinja2 import Environment

from convscope.language.templates import in_template

TEMPLATES = [
    file
    for file in (resources.files("convscope.report") / "templates").iterdir()
    if file.name.endswith(".html")
]


def messages(source: str) -> list[str]:
    found: list[str] = []

    def keep(message: str) -> str:
        found.append(message)
        return message

    in_template(source, keep)
    return found


def shown(source: str, **values: object) -> str:
    environment = Environment(autoescape=True)
    environment.filters["said"] = lambda value: value
    return environment.from_string(source).render(**values)


def test_a_message_is_what_stands_between_two_tags_of_block_level() -> None:
    assert messages("<p>The score of <em>{{ name }}</em>.</p><p>A second.</p>") == [
        "The score of <em>{{ name }}</em>.",
        "A second.",
    ]


def test_a_condition_within_a_sentence_belongs_to_it() -> None:
    source = "<p>{{ n }} photo{% if n > 1 %}s{% endif %} of it</p>"
    assert messages(source) == ["{{ n }} photo{% if n > 1 %}s{% endif %} of it"]


def test_a_condition_around_several_blocks_divides_messages() -> None:
    assert messages("{% if x %}one word<p>two</p>{% endif %}three") == ["one word", "two", "three"]


def test_alternative_texts_and_labels_are_messages() -> None:
    assert messages('<img src="{{ uri }}" alt="{{ name }} as it is" width="3">') == ["{{ name }} as it is"]


def test_styles_scripts_and_numbers_are_none() -> None:
    assert messages("<style>p { color: red }</style><script>let x = 1</script><td>{{ x }} + 3</td>") == []


def test_values_in_attributes_of_machines_are_left_alone() -> None:
    source = '<i style="width: {{ "%.1f" | format(x) }}%"></i>'
    assert in_template(source, lambda message: message) == source


def test_a_translation_takes_the_place_of_its_message() -> None:
    french = in_template("<p>of <em>{{ x }}</em></p>", lambda _: "<em>{{ x }}</em> en vue")
    assert shown(french, x="3 < 4") == "<p><em>3 &lt; 4</em> en vue</p>"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: file.name)
def test_every_template_in_another_language_is_a_template(template: resources.abc.Traversable) -> None:
    environment = Environment()
    environment.filters["said"] = lambda value: value
    environment.parse(in_template(template.read_text("utf-8"), lambda message: message))
