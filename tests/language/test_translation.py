"""What was said is found again in the catalogue, and only that."""

import csv
from collections.abc import Iterator
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convscope.language import keep, language, localised, speaking, translated, translated_value, translation
from convscope.language.pattern import Pattern, Patterns


def test_english_is_said_as_it_was_written() -> None:
    with speaking("en"):
        assert (
            translated("Compare attribution methods on photos.") == "Compare attribution methods on photos."
        )


def test_what_is_no_message_stays_as_it_is() -> None:
    with speaking("fr"):
        assert translated_value("a photo of my aunt Zoë") == "a photo of my aunt Zoë"


def test_a_sentence_with_values_is_found_by_its_message() -> None:
    with speaking("fr"):
        said = translated("The report ends with .html, got x.png.")
    assert said == "Le rapport finit par .html, reçu\u00a0: x.png."


def test_no_class_of_imagenet_is_translated() -> None:
    table = resources.files("convscope.network") / "data" / "imagenet.tsv"
    labels = [
        cell for row in csv.reader(table.read_text("utf-8").splitlines(), delimiter="\t") for cell in row
    ]
    names = {name for label in labels for name in (label, label.partition(",")[0]) if not label.isdigit()}
    assert len(names) > 1000
    with speaking("fr"):
        assert [name for name in sorted(names) if translated_value(name) != name] == []


@pytest.mark.parametrize(
    ("written", "french"),
    [
        ("1,234.5", "1\u202f234,5"),
        ("-0.25", "-0,25"),
        ("12.5%", "12,5\u00a0%"),
        ("1e-05", "1e-05"),
        ("7", "7"),
    ],
)
def test_numbers_are_written_as_in_french(written: str, french: str) -> None:
    with speaking("fr"):
        assert localised(written) == french
        assert translated(written) == french


def test_numbers_that_a_user_types_keep_their_point() -> None:
    with speaking("fr"):
        assert translated("Write --rate 0.001.") == "Écrivez --rate 0.001."


@given(st.text(), st.integers(), st.floats(allow_nan=False, allow_infinity=False))
def test_a_message_gives_back_the_values_in_it(name: str, count: int, share: float) -> None:
    pattern = Pattern("{name} holds {count:,d} photos, a share of {share:.2e}.", "")
    values = pattern.match(f"{name} holds {count:,d} photos, a share of {share:.2e}.")
    assert values == {"name": name, "count": f"{count:,d}", "share": f"{share:.2e}"}


@given(st.text(max_size=40))
def test_a_place_for_a_number_takes_no_words(name: str) -> None:
    said = f"{name} photos"
    found = Patterns([Pattern("{count:d} photos", "")]).find(said)
    assert found is None or float(found[1]["count"].replace(",", "")) is not None


def test_of_several_messages_the_most_particular_is_meant() -> None:
    messages = Patterns([Pattern("{a} photos {b}", ""), Pattern("{a} photos are empty {b}", "")])
    found = messages.find("two photos are empty here")
    assert found is not None
    assert found[0].message == "{a} photos are empty {b}"


@pytest.mark.parametrize(
    ("named", "spoken"),
    [
        ("fr", "fr"),
        ("fr_CA.UTF-8", "fr"),
        ("en_GB.UTF-8", "en"),
        ("C.UTF-8", "en"),
        ("xx_XX", "en"),
        ("", "en"),
    ],
)
def test_the_language_is_that_of_the_environment(
    named: str, spoken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CONVSCOPE_LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", named)
    assert language() == spoken


def test_our_own_variable_counts_before_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setenv("CONVSCOPE_LANGUAGE", "fr")
    assert language() == "fr"


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Classes called as words of the program are."""
    monkeypatch.setattr(translation, "_OWN", set())
    keep(["Input", "mean", "nothing, void", "3.5"])
    yield
    translation._translated.cache_clear()


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize("label", ["Input", "mean", "nothing", "nothing, void", "3.5"])
def test_a_class_of_the_users_stays_itself(label: str) -> None:
    with speaking("fr"):
        assert translated_value(label) == label


@pytest.mark.usefixtures("own")
def test_a_class_of_the_users_stays_itself_within_a_sentence() -> None:
    with speaking("fr"):
        assert translated("mean 27.4%, nothing 3.0%").startswith("mean 27")
        assert (
            translated("The report ends with mean, got nothing.")
            == "Le rapport finit par mean, reçu\u00a0: nothing."
        )


def test_who_has_no_such_class_reads_the_word(own: None) -> None:
    with speaking("fr"):
        assert translated_value("class") == "classe"


def test_the_layer_of_a_page_is_named_in_french() -> None:
    said = "grad-cam by layer conv1, each on its own scale, symmetric about zero"
    with speaking("fr"):
        assert translated_value(said).startswith("grad-cam par la couche conv1, chacune")
