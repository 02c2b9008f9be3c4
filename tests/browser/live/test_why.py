"""The view of attributions."""

import re

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


def test_a_click_on_a_class_explains_it(show: Show) -> None:
    page = show(view="why")
    page.get_by_role("list", name="What the network says").get_by_role("button", name="four").click()
    expect(page.locator("figcaption")).to_contain_text("of class:four; values from")


def test_two_methods_stand_side_by_side_and_can_share_a_scale(show: Show) -> None:
    page = show(view="why", method="saliency", target="class:four")
    page.get_by_label("Beside it").select_option("grad-cam")
    captions = page.locator("figcaption")
    expect(captions.nth(1)).to_contain_text("grad-cam of class:four")
    page.get_by_label("One scale for both").check()
    full = captions.nth(0).locator(".legend span").last.inner_text()
    expect(captions.nth(1).locator(".legend span").last).to_have_text(full)
    expect(page).to_have_url(re.compile("method=saliency&beside=grad-cam"))


def test_the_slider_lets_the_photo_through(show: Show) -> None:
    page = show(view="why", method="saliency")
    expect(page.locator(".over canvas")).to_have_css("opacity", "1")
    page.get_by_label("Strength of the colours").fill("0.25")
    expect(page.locator(".over canvas")).to_have_css("opacity", "0.25")


def test_the_command_that_is_copied_makes_what_is_shown(show: Show) -> None:
    page = show(
        {"permissions": ["clipboard-read", "clipboard-write"]},
        view="why",
        method="saliency",
        target="class:four",
    )
    page.get_by_label("Take along: saliency").click()
    page.get_by_role("button", name="Copy as Python").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert 'convscope.explain(network, "stripes.png", "saliency", "class:four")' in copied
