"""The live page in a real browser."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

import convscope
from convscope.progress import Progress
from server.client import toy, write_photo

LAYER = "2"


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("photos") / "stripes.png"
    write_photo(place)
    return place


@pytest.fixture(scope="module")
def url(photo: Path) -> Iterator[str]:
    progress, told, ready = Progress(), list[str](), threading.Event()

    def tell(url: str) -> None:
        told.append(url)
        ready.set()

    settings = {"port": 0, "ready": tell, "progress": progress}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONVSCOPE_CACHE", str(photo.parent / "cache"))
        thread = threading.Thread(target=convscope.serve, args=(toy(), [photo]), kwargs=settings)
        thread.start()
        assert ready.wait(60)
        yield told[0]
        progress.cancel()
        thread.join()


@pytest.fixture
def page(browser: Browser, url: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page when it has drawn its maps; what it says on the console or asks of other servers is an error."""
    context = browser.new_context(**getattr(request, "param", {}))
    opened, said, asked = context.new_page(), list[str](), list[str]()
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on("request", lambda one: asked.append(one.url))
    opened.goto(url)
    opened.wait_for_selector("#grid button")
    yield opened
    context.close()
    refused = "status of 422"  # the browser itself says so of each question that is refused
    assert [words for words in said if refused not in words] == []
    assert [one for one in asked if not one.startswith((url.partition("?")[0], "blob:"))] == []


def choose(page: Page, layer: str = LAYER) -> None:
    page.click(f'#layers button[title="{layer}"]')
    page.wait_for_selector(f'#grid button[title="{layer}:3"]')


def inspect(page: Page) -> None:
    """One unit's map, large, once it has come."""
    choose(page)
    page.click(f'#grid button[title="{LAYER}:3"]')
    expect(page.locator("#reading")).to_contain_text(f"{LAYER}:3@8,8 = ")


def test_the_token_does_not_stay_in_the_address(page: Page) -> None:
    assert "token" not in page.url


def test_the_predictions_are_those_of_python(page: Page, photo: Path) -> None:
    expected = convscope.predict(toy(), photo)
    rows = page.locator("#predictions li p").all_inner_texts()
    assert [row.split("\n")[-1] for row in rows] == [one.amount for one in expected]


def test_a_layer_that_is_chosen_shows_its_maps(page: Page) -> None:
    choose(page)
    assert page.locator("#grid canvas").count() == 12
    drawn = "canvas => new Set(canvas.getContext('2d').getImageData(0, 0, 16, 16).data).size"
    assert page.locator("#grid canvas").nth(3).evaluate(drawn) > 2


def test_the_number_under_the_pointer_is_that_of_python(page: Page, photo: Path) -> None:
    inspect(page)
    box = page.locator("#large").bounding_box()
    assert box is not None
    page.locator("#large").hover(position={"x": box["width"] * 5.5 / 16, "y": box["height"] * 4.5 / 16})
    expect(page.locator("#reading")).to_contain_text(f"{LAYER}:3@4,5 = ")
    expected = float(toy().activations(photo, [LAYER])[LAYER][3, 4, 5])
    assert float(page.inner_text("#reading").rpartition("= ")[2]) == pytest.approx(expected, rel=1e-5)


def test_the_arrow_keys_move_the_place(page: Page) -> None:
    inspect(page)
    page.focus("#large")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#reading")).to_contain_text(f"{LAYER}:3@9,7 = ")


def test_an_attribution_is_drawn_for_the_class_that_is_asked_for(page: Page) -> None:
    page.select_option("#method", "saliency")
    page.fill("#target", "class:four")
    page.click("#ask button")
    expect(page.locator("#explanation")).to_contain_text("saliency of class:four; values from")
    drawn = "canvas => new Set(canvas.getContext('2d').getImageData(0, 0, 32, 32).data).size"
    assert page.locator("#attribution").evaluate(drawn) > 2


def test_a_target_that_is_no_class_is_told_in_a_sentence(page: Page) -> None:
    page.fill("#target", "class:seven")
    page.click("#ask button")
    expect(page.locator("#trouble")).to_be_visible()
    expect(page.locator("#trouble")).to_contain_text("seven")


def test_back_and_forward_follow_what_was_looked_at(page: Page) -> None:
    choose(page)
    choose(page, "4")
    page.go_back()
    page.wait_for_selector(f'#grid button[title="{LAYER}:3"]')
    page.go_forward()
    page.wait_for_selector('#grid button[title="4:3"]')


def test_an_address_shows_again_what_it_showed(page: Page) -> None:
    choose(page)
    page.click(f'#grid button[title="{LAYER}:3"]')
    expect(page.locator("#unit")).to_have_text(f"{LAYER}:3")
    page.reload()
    expect(page.locator("#unit")).to_have_text(f"{LAYER}:3")


def test_a_photo_is_sent(page: Page, tmp_path: Path) -> None:
    write_photo(tmp_path / "sent.png")
    page.set_input_files("#send", tmp_path / "sent.png")
    expect(page.locator("#photos option")).to_have_text(["stripes.png", "sent.png"])
    expect(page).to_have_url(re.compile("photo="))


@pytest.mark.parametrize(
    "page",
    [
        {"color_scheme": scheme, "viewport": {"width": width, "height": 844}, "bypass_csp": True}
        for scheme in ("light", "dark")
        for width in (1280, 390)
    ],
    indirect=True,
    ids=lambda given: f"{given['color_scheme']} {given['viewport']['width']}",
)
def test_the_accessibility_check_finds_nothing(page: Page) -> None:
    choose(page)
    page.click(f'#grid button[title="{LAYER}:3"]')
    page.click("#ask button")
    expect(page.locator("#explanation")).to_contain_text("values from")
    violations = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


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
    expect(page.locator("h1")).to_have_text("toy")
    context.close()
