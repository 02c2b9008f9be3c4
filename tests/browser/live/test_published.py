"""The page that was published, opened as a file: it shows what was computed and says what was not."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

import convscope
from browser.live.conftest import wait_until_drawn
from server.client import toy

VIEWS = ("open", "network", "zoom", "number", "why", "lab", "lecture")


@pytest.fixture(scope="session")
def published(photo: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONVSCOPE_CACHE", str(photo.parent / "cache"))
        place = tmp_path_factory.mktemp("published") / "page"
        made = convscope.publish(
            toy(), [photo], place, methods=("saliency", "grad-cam"), channels=4, classes=2
        )
    return made.page.as_uri()


@pytest.fixture
def look(browser: Browser, published: str) -> Iterator[Callable[..., Page]]:
    """Open the file with some words of its address; what it says on the console is an error at the end."""
    contexts, said, asked = [], list[str](), list[str]()

    def opened(settings: dict[str, Any] | None = None, **words: str) -> Page:
        context = browser.new_context(**(settings or {}))
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda one: asked.append(one.url))
        page.goto(f"{published}?{'&'.join(f'{name}={word}' for name, word in words.items())}")
        page.wait_for_selector("main section")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert said == []
    assert [one for one in asked if not one.startswith(("file:", "blob:", "data:"))] == []


def test_it_opens_as_a_file_and_shows_what_the_network_says(look: Callable[..., Page]) -> None:
    page = look(view="open")
    expect(page.locator("main ol li").first).to_contain_text("%")
    expect(page.locator("header .network")).to_have_text("toy")
    page.wait_for_function("[...document.images].every((image) => image.complete && image.naturalWidth > 1)")


def test_the_strip_and_the_first_maps_are_drawn(look: Callable[..., Page]) -> None:
    page = look(view="network", layer="0")
    wait_until_drawn(page.get_by_role("navigation", name="Layers").locator("canvas").first)
    wait_until_drawn(page.locator(".tiles canvas"))
    expect(page.get_by_text("of 8 maps were published")).to_be_visible()


def test_a_value_in_half_precision_is_said_to_be_near(look: Callable[..., Page], photo: Path) -> None:
    values = toy().activations(photo, ["2"])["2"]
    strongest = int(values.amax((1, 2)).argmax())
    other = next(channel for channel in range(4) if channel != strongest)
    page = look(view="network", unit=f"2:{other}")
    expect(page.locator("output")).to_contain_text("\u2248")
    page = look(view="network", unit=f"2:{strongest}")
    expect(page.locator("output")).to_contain_text(" = ")


def test_the_strongest_number_of_a_layer_is_worked_out(look: Callable[..., Page], photo: Path) -> None:
    page = look(view="number", layer="2")
    expected = float(toy().activations(photo, ["2"])["2"].max())
    said = page.locator(".whole output").inner_text().replace("\u2212", "-")
    assert float(said) == pytest.approx(expected, rel=1e-5)


def test_what_was_not_computed_is_said_in_a_sentence(look: Callable[..., Page]) -> None:
    page = look(view="number", unit="2:3@1,1")
    expect(page.get_by_role("alert")).to_contain_text("This was not computed beforehand.")


def test_only_the_methods_that_were_published_are_offered(look: Callable[..., Page]) -> None:
    page = look(view="why", method="saliency")
    assert sorted(page.get_by_label("Method").locator("option").all_inner_texts()) == ["grad-cam", "saliency"]
    wait_until_drawn(page.locator(".over canvas"))
    page.get_by_role("list", name="What the network says").get_by_role("button").nth(1).click()
    expect(page.locator("figcaption")).to_contain_text("saliency of class:")


def test_no_photo_can_be_sent(look: Callable[..., Page]) -> None:
    expect(look(view="open").locator("input[type=file]")).to_have_count(0)


def test_keys_and_the_history_work_in_a_file(look: Callable[..., Page]) -> None:
    page = look(view="open")
    page.keyboard.press("2")
    expect(page.get_by_role("heading", name="The network", exact=True)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Layers", exact=True)).to_be_visible()


def test_picture_and_data_can_be_saved_from_a_file(look: Callable[..., Page]) -> None:
    page = look(view="why", method="saliency")
    wait_until_drawn(page.locator(".over canvas"))
    for button, name in (("Save picture", "saliency.png"), ("Save data", "saliency.npy")):
        page.get_by_label("Take along: saliency").click()
        with page.expect_download() as saved:
            page.get_by_role("button", name=button).click()
        assert saved.value.suggested_filename == name


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("width", [1280, 390])
def test_the_accessibility_check_finds_nothing(look: Callable[..., Page], width: int, view: str) -> None:
    page = look({"viewport": {"width": width, "height": 844}}, view=view, layer="2")
    page.wait_for_load_state("networkidle")
    violations = Axe().run(page, options={"preload": False}).response["violations"]
    assert [(one["id"], json.dumps(one["nodes"][0]["html"])) for one in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_kernel_lab_works_in_a_file(look: Callable[..., Page]) -> None:
    page = look(view="lab", kernel="sobel-horizontal")
    page.get_by_label("Take along: Kernel lab").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save data").click()
    assert np.load(saved.value.path()).shape == (30, 30)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_the_lecture_needs_no_server(look: Callable[..., Page]) -> None:
    page = look(view="lecture", step="digit")
    expect(page.locator("li.most .digit")).to_have_text("3")
