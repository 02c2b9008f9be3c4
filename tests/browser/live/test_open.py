"""The view that opens: photos, predictions, the network's card, its layers."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

import convscope
from browser.live.conftest import Show
from server.client import toy, write_photo


def test_the_predictions_are_those_of_python(show: Show, photo: Path) -> None:
    rows = show().locator("ol li p")
    expect(rows.first).to_be_visible()
    expected = convscope.predict(toy(), photo)
    assert [row.split("\n")[-1] for row in rows.all_inner_texts()] == [one.amount for one in expected]


def test_every_layer_is_listed(show: Show) -> None:
    rows = show().locator("tbody tr")
    assert [row.split()[0] for row in rows.all_inner_texts()] == [one.address for one in toy().layers]


def test_a_photo_is_sent(show: Show, tmp_path: Path) -> None:
    page = show()
    write_photo(tmp_path / "sent.png")
    page.set_input_files("input[type=file]", tmp_path / "sent.png")
    expect(page.locator(".shelf button[aria-pressed=true]")).to_have_text("sent.png")
    expect(page).to_have_url(re.compile("photo="))


def test_a_file_that_is_no_photo_is_told_in_a_sentence(show: Show, tmp_path: Path) -> None:
    page = show()
    (tmp_path / "words.png").write_text("no photo")
    page.set_input_files("input[type=file]", tmp_path / "words.png")
    expect(page.get_by_role("alert")).to_contain_text("words.png")


@pytest.mark.parametrize("way", ["drop", "paste"])
def test_a_photo_that_is_dropped_or_pasted_is_sent(show: Show, tmp_path: Path, way: str) -> None:
    page = show()
    write_photo(tmp_path / "photo.png")
    content = list((tmp_path / "photo.png").read_bytes())
    page.evaluate(
        """([way, content, name]) => {
            const held = new DataTransfer();
            held.items.add(new File([new Uint8Array(content)], name, { type: "image/png" }));
            const given = { bubbles: true, cancelable: true };
            window.dispatchEvent(way === "drop" ? new DragEvent("drop", { ...given, dataTransfer: held })
                : new ClipboardEvent("paste", { ...given, clipboardData: held }));
        }""",
        [way, content, f"{way}.png"],
    )
    expect(page).to_have_url(re.compile("photo="))
