"""Scripts: which of their strings are messages."""

from convscope.language.scripts import in_script


def messages(source: str) -> list[str]:
    found: list[str] = []

    def keep(message: str) -> str:
        found.append(message)
        return message

    assert in_script(source, keep) == source
    return found


def test_a_string_of_words_is_a_message() -> None:
    assert messages('const a = "No error is like this."; const b = "errors";') == ["No error is like this."]


def test_a_single_word_is_one_where_it_is_shown() -> None:
    assert messages('button.textContent = "Copied"; head.append(word("bias"));') == ["Copied", "bias"]


def test_a_template_literal_is_one_message_with_its_expressions() -> None:
    literal = 'With the first ${n === 1 ? "" : `${n} `}silenced it wins.'
    assert messages(f"const line = `{literal}`;") == [literal]


def test_a_message_within_an_expression_is_found() -> None:
    assert messages('`${a ? `the other ${n}` : "the one"}`') == ["the other ${n}", "the one"]


def test_selectors_classes_and_comments_are_none() -> None:
    comments = '// what it "does not" do\n/* nor `this one` */\n'
    assert messages(comments + 'find(".said strong"); element("p", { class: "small muted" });') == []


def test_a_quote_in_single_quotes_opens_no_string() -> None:
    assert messages("""text.replaceAll('"', '""'); line("No error is like this.");""") == [
        "No error is like this."
    ]


def test_a_quote_in_a_regular_expression_opens_no_string() -> None:
    assert messages('text.replace(/["`]/g, ""); line("No error is like this.");') == [
        "No error is like this."
    ]


def test_a_translation_takes_the_place_of_its_message() -> None:
    said = in_script("line(`sees rows ${a} to ${b}`);", lambda _: "voit les lignes ${a} à ${b}")
    assert said == "line(`voit les lignes ${a} à ${b}`);"
