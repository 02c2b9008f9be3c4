"""`convscope look` as a user types it, with the embedded network."""

import json
import os
import shutil
import signal
import sys
import tarfile
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from skimage import data

from cli.typed import typed
from convscope.cli import main
from convscope.cli.progress import TerminalProgress

SAMPLES = Path(__file__).parents[2].parent / "shared" / "data" / "imagenet-samples.tar"
CHELSEA = Path(str(resources.files("skimage"))) / "data" / "chelsea.png"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


class Run:
    """One call of the command line."""

    def __init__(self, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "argv", ["convscope", "look", *arguments])
            with pytest.raises(SystemExit) as leaving:
                main()
        self.code = int(str(leaving.value.code))
        self.out, self.err = capsys.readouterr()

    @property
    def document(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self.out)
        return read


def test_json_holds_the_promised_keys_and_the_files_are_there(capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(["--methods", "grad-cam,saliency", "--json"], capsys)
    found = run.document
    assert run.code == 0
    assert {"convscope", "seconds", "settings", "network", "photos", "index"} <= set(found)
    assert (found["network"], found["index"]) == ("efficientnet-lite0", None)
    [photo] = found["photos"]
    assert photo["photo"].endswith("chelsea.png")
    assert Path(photo["report"]) == Path("reports/chelsea.html")
    assert Path(photo["report"]).is_file()
    assert [set(prediction) for prediction in photo["predictions"]] == [
        {"index", "label", "synset", "probability"}
    ] * 5
    assert {prediction["index"] for prediction in photo["predictions"][:3]} == {281, 282, 285}
    assert [attribution["method"] for attribution in photo["attributions"]] == ["grad-cam", "saliency"] * 2
    assert [attribution["layer"] for attribution in photo["attributions"]] == ["bn2.act", None] * 2
    assert all(Path(attribution["picture"]).is_file() for attribution in photo["attributions"])


def test_a_broken_photo_among_many_is_named_and_the_others_are_reported(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photos = folder / "photos"
    photos.mkdir()
    shutil.copy(CHELSEA, photos / "a.png")
    shutil.copy(CHELSEA, photos / "<img src=x onerror=alert(1)>.png")
    (photos / "broken.jpg").write_bytes(b"no picture")
    run = Run([str(photos), "--methods", "grad-cam", "--out", "out", "--json"], capsys)
    found = run.document
    assert run.code == 2
    assert "broken.jpg" in run.err
    assert [failure["photo"] for failure in found["failures"]] == [str(photos / "broken.jpg")]
    assert sorted(Path(photo["report"]).name for photo in found["photos"]) == [
        "a.html",
        "img-src-x-onerror-alert-1.html",
    ]
    index = Path(found["index"]).read_text()
    assert "broken.jpg" in index
    assert "<img src=x" not in index


def test_the_summary_names_the_photo_its_classes_and_the_report(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(CHELSEA, folder / "[bold]cat.png")
    run = Run(["[bold]cat.png", "--methods", "grad-cam"], capsys)
    assert run.code == 0
    assert "[bold]cat.png" in run.out
    assert "tiger cat" in run.out
    assert "reports/bold-cat.html" in run.out


def test_quiet_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(["--methods", "grad-cam", "--quiet"], capsys)
    assert (run.code, run.out, run.err) == (0, "", "")


@pytest.mark.parametrize(
    ("arguments", "kind", "words"),
    [
        (["missing.png"], "read", "does not exist"),
        (["--methods", "grad-can"], "method", "grad-cam"),
        (["--methods", ""], "method", "no method"),
        (["--methods", "grad-cam", "--layer", "no.such"], "address", "no.such"),
        (["--network", "no-such"], "network", "no-such"),
        (["."], "image", "holds no picture"),
        (["--metrics", "delition"], "metric", "deletion"),
        (["--option", "steps=3"], "method", "NAME.OPTION=VALUE"),
        (["--option", "sparseness.steps=3"], "method", "not asked for"),
        (["--sample", "0"], "method", "sample=0"),
    ],
)
def test_wrong_input_gets_one_sentence(
    arguments: list[str], kind: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run = Run([*arguments, "--json"], capsys)
    assert run.code == 2
    assert run.document["error"]["kind"] == kind
    assert words in run.err
    assert not Path("reports").exists()


SMALL = (
    "--network",
    "input 3x24x24 -> conv 6 3x3 -> relu -> globalavgpool -> dense 3",
    "--weights",
    "random",
)


def test_a_target_is_explained_in_the_place_of_the_most_probable_class(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run = Run([*SMALL, "--methods", "grad-cam,saliency", "--target", "class:#2 - class:#0", "--json"], capsys)
    (photo,) = run.document["photos"]
    assert [each["target"] for each in photo["attributions"]] == ["class:#2 - class:#0"] * 2
    assert "Why class:#2 - class:#0?" in Path(photo["report"]).read_text()
    assert "class-2" in photo["report"]


def test_maps_are_judged_by_metrics_with_their_options_as_compare_judges_them(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(CHELSEA, folder / "cat.png")
    asked = (
        *(
            "cat.png",
            *SMALL,
            "--methods",
            "saliency,grad-cam",
            "--metrics",
            "insertion,sparseness,infidelity",
        ),
        *(
            "--option",
            "insertion.steps=9",
            "--option",
            "infidelity.samples=7",
            "--target",
            "class:#1",
            "--seed",
            "3",
        ),
    )
    (photo,) = Run([*asked, "--json"], capsys).document["photos"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["convscope", "compare", *asked, "--json"])
        with pytest.raises(SystemExit):
            main()
    compared = {row["name"]: row for row in json.loads(capsys.readouterr().out)["methods"]}
    for judged in photo["attributions"]:
        for metric in ("insertion", "sparseness", "infidelity"):
            assert judged[metric] == pytest.approx(compared[judged["method"]][metric], abs=1e-6)
    page = Path(photo["report"]).read_text()
    assert "<strong>infidelity</strong>" in page


def test_a_layer_is_for_the_methods_that_take_one(capsys: pytest.CaptureFixture[str]) -> None:
    run = Run([*SMALL, "--methods", "saliency,grad-cam", "--layer", "conv1", "--json"], capsys)
    (photo,) = run.document["photos"]
    layers = {each["method"]: each["layer"] for each in photo["attributions"]}
    assert layers == {"saliency": None, "grad-cam": "conv1"}


def test_a_photo_without_its_annotation_is_told_and_the_others_are_judged_by_theirs(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "photos").mkdir()
    (folder / "objects").mkdir()
    for name in ("a.png", "b.png"):
        shutil.copy(CHELSEA, folder / "photos" / name)
    shutil.copy(CHELSEA, folder / "objects" / "a.png")
    asked = (*SMALL, "--methods", "saliency", "--metrics", "pointing-game", "--regions", "objects", "--json")
    run = Run(["photos", *asked], capsys)
    assert run.code == 2
    assert [Path(failure["photo"]).name for failure in run.document["failures"]] == ["b.png"]
    assert run.document["photos"][0]["attributions"][0]["pointing-game"] in (0, 1)


def test_a_random_sample_of_a_folder_is_looked_at(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "photos").mkdir()
    for name in "abcdef":
        shutil.copy(CHELSEA, folder / "photos" / f"{name}.png")
    asked = ("photos", *SMALL, "--methods", "saliency", "--sample", "2", "--overwrite", "--json")
    first, again, other = (
        [photo["photo"] for photo in Run([*asked, "--seed", seed], capsys).document["photos"]]
        for seed in ("1", "1", "0")
    )
    assert len(first) == 2
    assert first == again != other


def test_the_nearest_training_pictures_are_shown_and_the_photo_itself_is_not(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for kind in ("a", "b"):
        (folder / "learned" / kind).mkdir(parents=True)
    shutil.copy(CHELSEA, folder / "learned" / "a" / "cat.png")
    shutil.copy(CHELSEA.with_name("coffee.png"), folder / "learned" / "b")
    with Image.open(CHELSEA) as cat:
        cat.transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(folder / "learned" / "a" / "mirrored.png")
    run = Run([*SMALL, "--methods", "saliency", "--training-data", "learned", "--json"], capsys)
    (photo,) = run.document["photos"]
    first, second = photo["nearest"]
    assert (first["photo"], first["label"]) == ("a/mirrored.png", "a")
    assert second["label"] == "b"
    assert "Nearest training pictures" in Path(photo["report"]).read_text()


@pytest.mark.slow
def test_the_shared_photos_are_recognised(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each of the 80 is named by its synset: 88 % first, 98 % among the five most probable."""
    if not SAMPLES.exists():
        pytest.skip(f"the shared photos are not here: {SAMPLES.name}")
    with tarfile.open(SAMPLES) as archive:
        archive.extractall(folder, filter="data")
    found = Run(["imagenet-samples", "--methods", "grad-cam", "--json"], capsys).document
    said = [[prediction["synset"] for prediction in photo["predictions"]] for photo in found["photos"]]
    truth = [Path(photo["photo"]).name.partition("_")[0] for photo in found["photos"]]
    assert len(said) == 80
    assert sum(synsets[0] == right for synsets, right in zip(said, truth, strict=True)) >= 0.88 * 80
    assert sum(right in synsets for synsets, right in zip(said, truth, strict=True)) >= 0.98 * 80
    assert found["failures"] == []


def test_a_look_made_again_has_the_same_figures_and_says_so(folder: Path) -> None:
    Image.fromarray(data.chelsea()).save("cat.png")
    typed("look", "cat.png", "--methods", "grad-cam")
    again = typed("reproduce", "reports/cat.html")
    assert again.code == 0, again.err
    assert "All figures are those of before." in again.out
    assert Path("reports/cat.again.html").is_file()


def test_ctrl_c_keeps_the_reports_that_are_finished_with_their_index(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def presses(_: TerminalProgress, done: int, *_args: object, **_more: object) -> None:
        if done == 1:
            os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(TerminalProgress, "step", presses)
    for name in ("a.png", "b.png"):
        shutil.copy(CHELSEA, folder / name)
    run = Run(["a.png", "b.png", "--methods", "saliency"], capsys)
    assert run.code == 130
    assert "Stopped: 1 of 2 photos are looked at." in run.err
    assert {path.name for path in (folder / "reports").glob("*.html")} == {"a.html", "index.html"}
