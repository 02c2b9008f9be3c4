"""Near matches of misspelt names."""

from convscope.errors import suggest


def test_near_names_are_suggested() -> None:
    assert suggest("grad-cm", ["grad-cam", "saliency"]) == "Did you mean grad-cam?"


def test_capitals_do_not_matter() -> None:
    assert suggest("TABBY", ["Tabby", "tiger"]) == "Did you mean Tabby?"


def test_without_a_near_name_the_other_hint_is_given() -> None:
    assert suggest("xyz", ["grad-cam"], "There are two.") == "There are two."
