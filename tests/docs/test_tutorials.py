"""The tutorials' pictures are there, and are what their scripts draw."""

import importlib.util
import json
import re
from pathlib import Path

import pytest

import convscope

DOCS = Path(__file__).parent.parent.parent / "docs"
SAMPLES = DOCS.parent.parent / "shared" / "data" / "imagenet-samples.tar"
TUTORIALS = sorted((DOCS / "tutorials").glob("*.md"))


@pytest.mark.parametrize("path", TUTORIALS, ids=lambda path: path.stem)
def test_every_picture_of_a_tutorial_exists(path: Path) -> None:
    for picture in re.findall(r"!\[.*?\]\((.*?)\)", path.read_text(encoding="utf-8")):
        assert (path.parent / picture).is_file()


def test_the_pictures_of_the_convolution_are_what_its_script_draws(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("draw", DOCS / "scripts" / "draw_convolution_by_hand.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    script.main(tmp_path)
    drawn = sorted(tmp_path.glob("*.svg"))
    assert len(drawn) == 4
    for picture in drawn:
        assert picture.read_text() == (DOCS / "pictures" / picture.name).read_text()


def test_why_it_errs_tells_the_figures_of_the_evaluation() -> None:
    page = " ".join((DOCS / "tutorials" / "why-it-errs.md").read_text(encoding="utf-8").split())
    told = json.loads((DOCS / "scripts" / "learning.json").read_text())
    accuracy, (low, high) = told["metrics"]["accuracy"], told["intervals"]["accuracy"]
    scaled = told["calibration"]
    for sentence in (
        f"With {len(told['errors'])} of {told['photos']} pictures wrong the accuracy is {100 * accuracy:.1f} %",
        f"the interval goes from {100 * low:.1f} % to {100 * high:.1f} %",
        f"all {told['confusion']['counts'][0][1]} are cats",
        f"its temperature is {scaled['temperature']:.2f}",
        f"from {100 * scaled['expected_error']:.1f} % to {100 * scaled['expected_error_scaled']:.1f} %",
    ):
        assert sentence in page


def test_the_tutorial_on_a_unit_tells_the_figures_of_its_study() -> None:
    page = " ".join(
        (DOCS / "tutorials" / "what-does-unit-12-look-for.md").read_text(encoding="utf-8").split()
    )
    told = json.loads((DOCS / "scripts" / "unit.json").read_text())
    best, second = told["exemplars"][:2]
    made = told["visualized"][0]
    cornet, trombone, oboe = told["raises"][:3]
    following = told["next"]["raised"][0]
    for sentence in (
        f"a bottle cap in a hand with {best['value']:.1f}, a slide rule with {second['value']:.1f}",
        f"reaches {made['peak']:.1f}, which is {made['of_strongest']:.2f} times",
        f"the middle photo reaches {told['quantiles']['0.5']:.1f} and the strongest {best['value']:.1f}",
        f"on {told['active_photos']:.0%}".replace("%", " %"),
        f"at {told['active_places']:.0%} of all places".replace("%", " %"),
        f"*cornet* loses {cornet['change']:.2f} of its score, *trombone* {trombone['change']:.2f}, "
        f"*oboe* {oboe['change']:.2f}",
        f"its unit {following['unit']} loses {following['change']:.2f}",
    ):
        assert sentence in page
    assert [one["label"].partition(",")[0] for one in told["raises"][:3]] == ["cornet", "trombone", "oboe"]


@pytest.mark.slow
def test_the_figures_of_the_unit_are_those_of_a_scan_of_the_80_photos(tmp_path: Path) -> None:
    pytest.importorskip("datasketches")
    if not SAMPLES.exists():
        pytest.skip(f"{SAMPLES} is missing")
    told = json.loads((DOCS / "scripts" / "unit.json").read_text())
    network = convscope.open_network("efficientnet-lite0")
    scan = convscope.scan(network, SAMPLES, out=tmp_path / "photos", layers=("blocks.4",))
    found = convscope.unit("blocks.4:12", scan, network=network).document()
    for name in ("exemplars", "raises"):
        for one, wanted in zip(found[name], told[name], strict=True):
            value = "value" if name == "exemplars" else "change"
            assert one[value] == pytest.approx(wanted[value], abs=1e-3)
            assert one.get("photo") == wanted.get("photo")
    assert found["active_places"] == pytest.approx(told["active_places"], abs=1e-4)
