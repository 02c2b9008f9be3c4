"""The view of attributions."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

import convscope
from browser.live.conftest import Show, wait_until_drawn
from server.client import toy


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


def test_a_method_of_layers_explains_by_the_layer_that_is_chosen(show: Show) -> None:
    page = show(view="why", method="grad-cam", target="class:four")
    page.get_by_label("By layer").select_option("2")
    expect(page.locator("figcaption").first).to_contain_text("By layer 2.")
    expect(page).to_have_url(re.compile("by=2"))


def test_options_of_a_method_are_a_form(show: Show, photo: Path) -> None:
    page = show(view="why", method="occlusion", target="class:four")
    page.get_by_text("Options of occlusion").click()
    page.get_by_role("spinbutton", name=re.compile("^window")).fill("16")
    page.get_by_role("spinbutton", name=re.compile("^window")).press("Enter")
    page.get_by_role("combobox", name=re.compile("^baseline")).select_option("white")
    expect(page).to_have_url(re.compile("options=window%3D16,baseline%3Dwhite"))
    made = convscope.explain(toy(), photo, "occlusion", "class:four", window=16, baseline="white")
    high = f"to {made.values.max():.3f}"[:7]
    expect(page.locator("figcaption").first).to_contain_text(high)


def test_an_option_that_is_as_usual_leaves_the_address(show: Show) -> None:
    page = show(view="why", method="occlusion", options="window=8")
    window = page.get_by_role("spinbutton", name=re.compile("^window"))
    expect(window).to_have_value("8")
    window.fill("")
    window.press("Enter")
    expect(page).not_to_have_url(re.compile("options="))


def test_the_curves_of_insertion_and_deletion_stand_beside_the_map(show: Show, photo: Path) -> None:
    page = show(view="why", method="saliency", target="class:four")
    page.get_by_text("How faithful is it?").click()
    seen = convscope.look(toy(), photo, methods=["saliency"], target="class:four")
    faithfulness = seen.explanations[0].maps[0].faithfulness
    caption = page.locator("details figcaption")
    expect(caption).to_contain_text("insertion")
    shown = [float(one) for one in re.findall(r"(?:insertion|deletion) ([\d.]+)", caption.inner_text())]
    assert shown == pytest.approx([faithfulness.insertion, faithfulness.deletion], rel=0.01)
    expect(page.locator("svg polyline")).to_have_count(2)


def test_the_contributions_come_to_the_score(show: Show, photo: Path) -> None:
    page = show(view="why", method="saliency", target="class:four")
    table = page.get_by_role("table")
    expect(table.locator("tfoot strong")).to_be_visible()
    texts = [row.locator("td").nth(2).inner_text() for row in table.locator("tbody tr").all()]
    total = sum(float(text.replace("\u2212", "-")) for text in texts)
    (score,) = (one.value for one in convscope.predict(toy(), photo) if one.label == "four")
    assert total == pytest.approx(score, abs=1e-3)
    assert float(table.locator("tfoot strong").inner_text().replace("\u2212", "-")) == pytest.approx(
        score, abs=1e-4
    )


def test_a_channel_that_contributes_is_explained_by_a_click(show: Show) -> None:
    page = show(view="why", method="saliency", target="class:four")
    page.get_by_role("table").get_by_role("link").first.click()
    expect(page.locator("figcaption").first).to_contain_text(re.compile(r"saliency of [\w.]+:\d+; values"))


def test_a_place_in_a_map_is_explained_by_a_click(show: Show) -> None:
    page = show(view="network", unit="2:3@4,5", method="saliency")
    page.get_by_role("link", name="What in the photo moves this number?").click()
    expect(page.locator("figcaption").first).to_contain_text("saliency of 2:3@4,5; values from")
    page.go_back()
    page.get_by_role("link", name="What in the photo moves this channel?").click()
    expect(page.locator("figcaption").first).to_contain_text("saliency of 2:3; values from")


def test_the_command_that_is_copied_has_layer_and_options(show: Show) -> None:
    permissions = {"permissions": ["clipboard-read", "clipboard-write"]}
    page = show(permissions, view="why", method="finer-cam", target="class:four", by="2", options="classes=2")
    page.get_by_label("Take along: finer-cam").click()
    page.get_by_role("button", name="Copy as Python").first.click()
    expect(page.get_by_text("Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert '"finer-cam", "class:four", layer="2", classes=2)' in copied
