"""What other packages add: the example in ``examples/plugin``, broken ones, and names given twice."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

import convscope
from convscope import plugins
from convscope.attribution.method import METHODS
from convscope.errors import PluginError
from convscope.registry import find_method, methods

EXAMPLE = Path(__file__).parent.parent / "examples" / "plugin"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the example package, as pip installs it."""
    folder = tmp_path_factory.mktemp("plugin")
    shutil.copytree(EXAMPLE, folder / "source")
    offline = ["--no-build-isolation", "--no-deps", "--no-index", "--disable-pip-version-check"]
    places = ["--target", str(folder / "site"), str(folder / "source")]
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", *offline, *places], check=True)
    return folder / "site"


def with_broken(site: Path) -> Path:
    """A folder with a package whose module cannot be imported."""
    info = site / "broken_plugin-0.1.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: broken-plugin\nVersion: 0.1\n")
    (info / "entry_points.txt").write_text("[convscope]\nbroken = broken_plugin\n")
    (site / "broken_plugin.py").write_text("import a_package_that_is_not_here\n")
    return site


def command(*words: str, sites: tuple[Path, ...], folder: Path) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([*map(str, sites), os.environ.get("PYTHONPATH", "")])
    return subprocess.run(
        [sys.executable, "-m", "convscope.cli", *words],
        env={**os.environ, "PYTHONPATH": path},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def document(*words: str, site: Path, folder: Path) -> Any:
    answer = command(*words, "--json", sites=(site,), folder=folder)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def test_a_methods_list_holds_the_method_of_an_installed_package(installed: Path, tmp_path: Path) -> None:
    listed = document("methods", site=installed, folder=tmp_path)["methods"]
    assert "border-gradient" in [method["name"] for method in listed]


def test_explain_runs_an_installed_packages_method_on_its_network(installed: Path, tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (32, 32, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "noise.png")
    words = ["explain", "noise.png", "--method", "border-gradient", "--option", "width=4"]
    words += ["--network", "plain/tiny", "--weights", "random", "--save-array", "map.npy"]
    found = document(*words, site=installed, folder=tmp_path)
    values = np.load(tmp_path / "map.npy")
    assert found["method"] == "border-gradient"
    assert np.abs(values[:4]).sum() > 0
    assert not values[4:-4, 4:-4].any()


def test_compare_scores_maps_by_an_installed_packages_metric(installed: Path, tmp_path: Path) -> None:
    Image.fromarray(np.eye(32, dtype=np.uint8)[..., None].repeat(3, 2) * 255).save(tmp_path / "line.png")
    words = ["compare", "line.png", "--methods", "border-gradient", "--metrics", "border-share"]
    of = ["--network", "plain/tiny", "--weights", "random"]
    found = document(*words, *of, site=installed, folder=tmp_path)
    assert found["methods"][0]["border-share"] == pytest.approx(1)


def test_a_broken_package_is_one_warning_and_the_command_goes_on(tmp_path: Path) -> None:
    answer = command("methods", "--json", sites=(with_broken(tmp_path / "site"),), folder=tmp_path)
    assert answer.returncode == 0
    assert "grad-cam" in answer.stdout
    (line,) = answer.stderr.splitlines()
    assert line.startswith("convscope: The package broken-plugin is left out")
    assert "a_package_that_is_not_here" in line


@pytest.fixture
def nothing_added(monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes back what a test registers."""
    monkeypatch.setattr(METHODS, "_added", dict(METHODS._added))


def test_a_registered_method_is_found_by_its_name(nothing_added: None) -> None:
    mine = replace(find_method("saliency"), name="mine")
    assert convscope.register(mine) is mine
    assert methods()["mine"] is mine


def test_a_name_that_this_package_has_is_refused_with_both_named(nothing_added: None) -> None:
    mine = replace(find_method("saliency"))
    with pytest.raises(PluginError, match=r"convscope\.register adds the method 'saliency'.* convscope has"):
        convscope.register(mine)


def test_a_name_that_two_packages_give_is_refused_with_both_named(nothing_added: None) -> None:
    METHODS.add(replace(find_method("saliency"), name="mine"), "one-package")
    with pytest.raises(PluginError, match=r"other-package adds the method 'mine'.* one-package has"):
        METHODS.add(replace(find_method("rise"), name="mine"), "other-package")


def test_a_method_defined_again_in_a_notebook_replaces_itself(nothing_added: None) -> None:
    first, again = (replace(find_method("saliency"), name="mine") for _ in range(2))
    convscope.register(first)
    convscope.register(again)
    assert methods()["mine"] is again


def test_what_is_no_method_metric_maker_or_library_is_refused() -> None:
    with pytest.raises(PluginError, match="got int"):
        convscope.register(42)


def test_an_entry_point_that_takes_a_name_warns_and_leaves_ours(
    nothing_added: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = find_method("saliency")
    module = SimpleNamespace(taken=replace(ours))
    monkeypatch.setitem(sys.modules, "a_clashing_module", module)
    entry: Any = SimpleNamespace(name="clash", value="a_clashing_module", dist=SimpleNamespace(name="clash"))
    with pytest.warns(plugins.PluginWarning, match="clash adds the method 'saliency'"):
        plugins._load_plugin(entry)
    assert find_method("saliency") is ours
