"""The view of attributions."""

from playwright.sync_api import expect

from browser.live.conftest import Show, wait_until_drawn


def test_an_attribution_is_drawn_for_the_class_that_is_asked_for(show: Show) -> None:
    page = show(view="why")
    page.get_by_label("Method").select_option("saliency")
    page.get_by_label("Target").fill("class:four")
    page.get_by_role("button", name="Explain").click()
    expect(page.locator("figcaption")).to_contain_text("saliency of class:four; values from")
    wait_until_drawn(page.locator(".over canvas"))


def test_a_target_that_is_no_class_is_told_in_a_sentence(show: Show) -> None:
    page = show(view="why")
    page.get_by_label("Target").fill("class:seven")
    page.get_by_role("button", name="Explain").click()
    expect(page.get_by_role("alert")).to_contain_text("seven")
