"""`convscope compare` and `convscope metrics` as a user types them."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.typed import typed
from convscope.registry import metrics

Run = Callable[..., tuple[int, str, str]]
Document = Callable[..., dict[str, Any]]
QUICK = (
    "--methods",
    "grad-cam,guided-backprop",
    "--metrics",
    "deletion,sparseness",
    "--option",
    "deletion.steps=3",
)


def test_the_document_holds_the_promised_keys_and_the_files_are_there(
    folder: Path, document: Document
) -> None:
    found = document("compare", "cat.png", *QUICK)
    assert {"photos", "methods", "report", "convscope", "seconds", "settings"} <= set(found)
    assert found["photos"] == ["cat.png"]
    for row in found["methods"]:
        assert {"name", "deletion", "sparseness", "seconds", "passes"} <= set(row)
    assert Path(found["report"]) == Path("reports/comparison.cat.html")
    assert (folder / "reports" / "comparison.cat.html").is_file()
    numbers = json.loads((folder / "reports" / "comparison.cat.json").read_text())
    assert numbers["methods"] == found["methods"]


def test_what_fails_the_randomization_check_says_so(folder: Path, run: Run) -> None:
    _, out, _ = run("compare", "cat.png", *QUICK)
    assert "guided-backprop fails the randomization check" in out
    _, out, _ = run("explain", "cat.png", "--method", "guided-backprop")
    assert "guided-backprop fails the randomization check" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--methods", "grad-cma"), "There is no method 'grad-cma'"),
        (("--metrics", "insertoin"), "There is no metric 'insertoin'"),
        (("--option", "steps=3"), "An option is written NAME.OPTION=VALUE"),
        (("--metrics", "iou"), "iou needs to know where the object is"),
    ],
)
def test_wrong_words_get_one_sentence(folder: Path, run: Run, words: tuple[str, ...], said: str) -> None:
    code, _, err = run("compare", "cat.png", *words)
    assert code == 2
    assert said in err


def test_a_sample_is_drawn_by_the_seed(folder: Path, document: Document) -> None:
    for name in "abcd":
        (folder / f"{name}.png").write_bytes((folder / "cat.png").read_bytes())
    fast = ("--methods", "grad-cam", "--metrics", "sparseness", "--sample", "2")
    one, same = (document("compare", ".", *fast)["photos"] for _ in range(2))
    assert len(one) == 2
    assert one == same


def test_metrics_are_listed_with_their_options(document: Document) -> None:
    found = document("metrics")["metrics"]
    assert [metric["name"] for metric in found] == list(metrics())
    assert all({"kind", "better", "summary", "source", "options"} <= set(metric) for metric in found)


def test_a_broken_photo_is_told_and_the_others_are_compared(folder: Path, run: Run) -> None:
    (folder / "broken.png").write_bytes(b"no picture")
    code, out, err = run("compare", "broken.png", "cat.png", *QUICK, "--out", "found.html")
    assert code == 2
    assert "broken.png" in err
    assert "grad-cam" in out
    numbers = json.loads((folder / "found.json").read_text())
    assert numbers["photos"] == ["cat.png"]
    assert "broken.png" in numbers["failures"][0]["message"]
    assert "broken.png" in (folder / "found.html").read_text()
    code, out, _ = run("reproduce", "found.html")
    assert (code, "All figures are those of before." in out) == (0, True)


def test_broken_photos_alone_are_an_error(folder: Path, run: Run) -> None:
    (folder / "broken.png").write_bytes(b"no picture")
    code, out, err = run("compare", "broken.png", *QUICK)
    assert (code, out) == (2, "")
    assert "broken.png" in err


def test_the_engine_changes_no_score(folder: Path, document: Document) -> None:
    pytest.importorskip("openvino")
    asked = ("compare", "cat.png", "--methods", "grad-cam", "--metrics", "deletion")
    scores = [
        document(*asked, "--engine", engine, "--memory", "300MB")["methods"][0]["deletion"]
        for engine in ("pytorch", "openvino")
    ]
    assert scores[0] == pytest.approx(scores[1], abs=1e-4)


def test_the_ending_decides_the_format(folder: Path, document: Document) -> None:
    for ending in ("csv", "tex", "json"):
        document("compare", "cat.png", *QUICK, "--out", f"found.{ending}")
    with Path("found.csv").open() as file:
        rows = list(csv.DictReader(file))
    numbers = json.loads(Path("found.json").read_text())
    assert {row["metric"] for row in rows} == {"deletion", "sparseness"}
    for method in numbers["methods"]:
        of = {row["metric"]: float(row["mean"]) for row in rows if row["method"] == method["name"]}
        assert of == pytest.approx({name: method[name] for name in of})
    assert numbers["versions"]["convscope"]
    assert numbers["asked"]["seed"] == 0
    table = Path("found.tex").read_text()
    assert table.count(r"\\") == 1 + len({row["method"] for row in rows})
    assert all(rule in table for rule in (r"\toprule", r"\midrule", r"\bottomrule", r"\end{tabular}"))


def test_a_method_that_a_control_beats_is_named_in_plain_words(folder: Path, document: Document) -> None:
    found = document("compare", "cat.png", *QUICK)
    means = {row["name"]: row["sparseness"] for row in found["methods"]}
    for name, controls in found["no_better_than_controls"].items():
        for control, by in controls.items():
            assert "sparseness" not in by or means[control] >= means[name]
    assert any(
        "centre" in controls or "random" in controls for controls in found["no_better_than_controls"].values()
    )


def test_the_table_is_readable_at_80_columns(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("convscope.cli.answer._PIPED_WIDTH", 80)
    words = (
        "compare",
        "cat.png",
        "--methods",
        "grad-cam,saliency,smoothgrad",
        "--option",
        "deletion.steps=2",
    )
    said = typed(*words).out
    row = next(line for line in said.splitlines() if line.split()[:1] == ["grad-cam"])
    assert max(map(len, said.splitlines()[:12])) <= 80
    assert len(row.split()) == 2 + 6 + 2
    assert "a: insertion ↑" in said


@pytest.mark.parametrize("ending", ["pdf", "svg"])
def test_a_comparison_is_a_figure_for_print_that_says_how_it_was_made(
    folder: Path, document: Document, ending: str
) -> None:
    document("compare", "cat.png", *QUICK, "--out", f"found.{ending}")
    written = Path(f"found.{ending}").read_bytes()
    assert written.startswith(b"%PDF" if ending == "pdf" else b"<?xml")
    if ending == "svg":
        assert all(name in written for name in (b"deletion", b"sparseness", b"random", b'"seed"'))
    assert json.loads(Path("found.json").read_text())["methods"]


def test_a_comparison_made_again_has_the_same_figures_and_says_so(folder: Path, run: Run) -> None:
    run("compare", "cat.png", *QUICK)
    code, out, _ = run("reproduce", "reports/comparison.cat.html")
    assert code == 0
    assert "All figures are those of before." in out
    before, after = (
        json.loads(Path(f"reports/comparison.cat{again}.json").read_text()) for again in ("", ".again")
    )
    assert before["manifest"] == after["manifest"]


def test_the_manifest_holds_every_option(folder: Path, document: Document) -> None:
    Path("objects").mkdir()
    Path("objects/cat.png").write_bytes(Path("cat.png").read_bytes())
    asked = (*QUICK, "--regions", "objects", "--seed", "4", "--target", "class:tabby", "--layer", "blocks.4")
    found = document("compare", "cat.png", *asked)["manifest"]["asked"]
    assert found["options"] == {"deletion": {"steps": "3"}}
    assert found["regions"] == "objects"
    assert (found["seed"], found["layer"], found["metrics"]) == (4, "blocks.4", ["deletion", "sparseness"])
    assert found["target"].startswith("class:")


def test_figures_that_differ_are_said_to_differ(folder: Path, run: Run, document: Document) -> None:
    run("compare", "cat.png", *QUICK, "--out", "a.json")
    numbers = json.loads(Path("a.json").read_text())
    numbers["manifest"]["found"] = "0" * 16
    Path("a.json").write_text(json.dumps(numbers))
    assert document("reproduce", "a.json")["is_same"] is False
    _, out, _ = run("reproduce", "a.json", "--out", "b.json")
    assert "Some figures are others than before" in out
