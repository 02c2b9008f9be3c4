"""What all views of the live page share: the door, the address, keys, themes, accessibility."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from browser.live.conftest import Show

VIEWS = ("open", "network", "number", "edit", "unit", "why", "embedding", "lab", "dream")


def test_the_token_does_not_stay_in_the_address(show: Show) -> None:
    assert "token" not in show().url


def test_the_form_takes_the_token_where_the_address_has_none(browser: Browser, url: str) -> None:
    address, _, token = url.partition("?token=")
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    page.fill("input[name=token]", "another")
    page.click("button")
    expect(page.locator("h1")).to_have_text("Enter the token")
    page.fill("input[name=token]", token)
    page.click("button")
    expect(page.locator("header .network")).to_have_text("toy")
    context.close()


def test_back_and_forward_follow_what_was_looked_at(show: Show) -> None:
    page = show(view="network", layer="2")
    page.get_by_role("link", name="Why?").click()
    expect(page.get_by_role("heading", name="Why?", exact=True)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Maps of 2")).to_be_visible()
    page.go_forward()
    expect(page.get_by_role("heading", name="Why?", exact=True)).to_be_visible()


def test_an_address_for_another_network_says_so(show: Show) -> None:
    expect(show(network="another").get_by_role("alert")).to_contain_text("another")


def test_a_layer_that_is_none_is_told_in_a_sentence(show: Show) -> None:
    expect(show(view="network", layer="nothing").get_by_role("alert")).to_contain_text("nothing is none of")


def test_the_question_mark_shows_all_keys(show: Show) -> None:
    page = show()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("the next layer")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_keys_go_from_view_to_view_and_from_layer_to_layer(show: Show) -> None:
    page = show()
    page.keyboard.press("2")
    expect(page).to_have_url(re.compile("view=network"))
    page.keyboard.press("]")
    expect(page).to_have_url(re.compile("layer=1"))


def test_single_keys_can_be_turned_off(show: Show) -> None:
    page = show()
    page.keyboard.press("?")
    page.get_by_label("Hear single keys").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    expect(page).not_to_have_url(re.compile("view=network"))


def test_the_theme_that_is_chosen_stays(show: Show) -> None:
    page = show()
    page.get_by_label("Colours of the page").select_option("dark")
    page.reload()
    page.wait_for_selector("main section")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"


def test_the_link_that_is_copied_leads_to_what_is_shown(show: Show) -> None:
    page = show({"permissions": ["clipboard-read", "clipboard-write"]}, view="network", layer="2")
    page.get_by_label("Take along: Maps of 2").click()
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_the_page_speaks_the_language_of_the_server(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVSCOPE_LANGUAGE", "fr")
    page = show(view="why", method="saliency")
    expect(page.get_by_role("heading", name="Pourquoi\u00a0?", exact=True)).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "fr"


def settings(scheme: str, width: int) -> dict[str, Any]:
    return {"color_scheme": scheme, "viewport": {"width": width, "height": 844}, "bypass_csp": True}


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_accessibility_check_finds_nothing(show: Show, scheme: str, width: int, view: str) -> None:
    page = show(settings(scheme, width), view=view, layer="2", unit="2:3")
    page.wait_for_load_state("networkidle")
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def findings(page: Page) -> list[tuple[str, str]]:
    violations = Axe().run(page).response["violations"]
    return [(v["id"], v["nodes"][0]["html"]) for v in violations]
