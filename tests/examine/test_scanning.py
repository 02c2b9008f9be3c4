"""Scanning: what the units of a network respond to, checked by computing photo after photo."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from filelock import FileLock
from numpy.typing import NDArray
from torch import nn

import convscope
from convscope.errors import AddressError, Cancelled, ScanError
from convscope.examine.scans import Scan, ScanSettings, jobs, one_pass, scanning
from convscope.examine.scans.summary_tree import FAN, FOLDER
from convscope.network import batches
from convscope.progress import Progress
from examine.photos import network, write_photos

LAYER = "relu2"


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    return write_photos(tmp_path / "photos")


def scan(data: Path, name: str = "mine", **settings: Any) -> Scan:
    return convscope.scan(network(), data, name=name, **{"shard": 5, "exemplars": 4, **settings})


def by_hand(data: Path, layer: str) -> dict[str, NDArray[np.float32]]:
    """The values (C, ...) of a layer for each photo, one photo at a time."""
    net = network()
    paths = sorted(data.rglob("*.png"))
    return {p.relative_to(data).as_posix(): net.activations(p, [layer])[layer].numpy() for p in paths}


def everything(found: Scan) -> list[Any]:
    """All that a scan says of its units but the quantiles, which are random within their bound."""
    said = []
    for layer in found.layers:
        for unit in range(layer.units):
            document = found.unit(f"{layer.address}:{unit}").document()
            said.append({name: value for name, value in document.items() if name != "quantiles"})
    return said


def test_the_exemplars_are_those_of_computing_each_photo_by_itself(photos: Path) -> None:
    found = scan(photos)
    for address in [layer.address for layer in found.layers if layer.places]:
        values = by_hand(photos, address)
        for unit in range(len(next(iter(values.values())))):
            peaks = {name: float(value[unit].max()) for name, value in values.items()}
            best = sorted(peaks.values(), reverse=True)[:4]
            exemplars = found.unit(f"{address}:{unit}").exemplars
            assert [one.value for one in exemplars] == pytest.approx(best, abs=1e-5)
            for one in exemplars:
                assert peaks[one.photo] == pytest.approx(one.value, abs=1e-5)
                assert values[one.photo][unit, one.row, one.column] == pytest.approx(one.value, abs=1e-5)


def test_the_scores_are_those_of_the_network(photos: Path) -> None:
    found = scan(photos)
    vectors = found.vectors("scores")
    for number, scores in zip(vectors.numbers, vectors.values, strict=True):
        expected = network().scores(network().prepare(photos / found.photo(number).name))[0]
        np.testing.assert_allclose(scores, expected, atol=1e-5)


def test_scores_and_penultimate_are_layers_by_these_words(photos: Path) -> None:
    found = scan(photos, layers=("penultimate", "scores"))
    of_all = scan(photos, name="all")
    assert {one.address for one in found.layers} == {of_all.vectors().layer, of_all.vectors("scores").layer}


def test_the_vectors_of_a_layer_are_its_means_over_the_places(photos: Path) -> None:
    found = scan(photos, layers=(LAYER,), vectors=(LAYER,))
    vectors = found.vectors(LAYER)
    values = by_hand(photos, LAYER)
    for number, mean in zip(vectors.numbers, vectors.values, strict=True):
        np.testing.assert_allclose(mean, values[found.photo(number).name].mean((1, 2)), atol=1e-5)


def test_vectors_stay_on_the_disk_and_grow_with_the_scan(tmp_path: Path) -> None:
    data = write_photos(tmp_path / "growing", range(7))
    before = scan(data).vectors()
    assert isinstance(before.values, np.memmap)
    write_photos(data, range(7, 12))
    (data / "dark" / "99.png").write_bytes(b"no picture")
    grown = scan(data).vectors()
    assert isinstance(grown.values, np.memmap)
    np.testing.assert_array_equal(grown.values[:7], before.values)
    assert grown.values.shape == (12, before.values.shape[1])
    assert grown.numbers.tolist() == [*range(7), *range(7, 12)]


def test_class_means_are_those_of_the_folders(photos: Path) -> None:
    values = by_hand(photos, LAYER)
    for one in scan(photos, layers=(LAYER,)).unit(f"{LAYER}:1").classes:
        expected = np.mean([value[1].max() for name, value in values.items() if name.startswith(one.label)])
        assert one.mean == pytest.approx(expected, abs=1e-5)
        assert one.photos == 6


@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
def test_the_run_stops_at_the_last_layer_asked_for(tmp_path: Path, photos: Path) -> None:
    class Broken(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return x / torch.zeros_like(x)

    module = nn.Sequential(nn.Conv2d(3, 4, 3), Broken(), nn.Flatten(), nn.Linear(400, 2)).eval()
    net = convscope.Network(module, input_shape=(3, 12, 12), mean=[0.0], std=[1.0], size=(12, 12))
    assert convscope.scan(net, photos, name="early", layers=("0",)).photos == 12
    with pytest.raises(ScanError, match=r"NaN or infinite for bright/00\.png"):
        convscope.scan(net, photos, name="late")


@pytest.mark.parametrize("batch", [1, 3, 32])
def test_nothing_depends_on_the_batch_size(photos: Path, monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
    usual = everything(scan(photos, "usual"))
    monkeypatch.setattr(batches, "BATCH", batch)
    other = everything(scan(photos, "other"))
    for one, two in zip(usual, other, strict=True):
        assert [e["photo"] for e in one["exemplars"]] == [e["photo"] for e in two["exemplars"]]
        assert one["mean"] == pytest.approx(two["mean"], abs=1e-6)
        assert one["variance"] == pytest.approx(two["variance"], abs=1e-6)


def test_nothing_depends_on_the_shards(photos: Path) -> None:
    one, other = everything(scan(photos, "one", shard=1)), everything(scan(photos, "other", shard=100))
    for unit, same in zip(one, other, strict=True):
        for kind in ("exemplars", "weakest"):
            assert [e["photo"] for e in unit[kind]] == [e["photo"] for e in same[kind]]
        assert unit["mean"] == pytest.approx(same["mean"], abs=1e-6)


def test_summaries_on_disk_are_merged_as_a_tree(tmp_path: Path, scans: Path) -> None:
    count = FAN**2 + FAN + 3
    scan(write_photos(tmp_path / "many", range(count)), shard=1, layers=(LAYER,))
    names = sorted(path.name for path in (scans / "mine" / FOLDER).iterdir())
    assert names == ["0-000072", "0-000073", "0-000074", "1-000008", "2-000000"]


class _Stopping(Progress):
    """Stops after so many steps."""

    def __init__(self, steps: int) -> None:
        super().__init__()
        self.left = steps

    def step(self, *_: Any, **__: Any) -> None:
        self.left -= 1
        if not self.left:
            self.cancel()


@pytest.mark.parametrize("steps", range(2, 9))
def test_a_scan_that_was_stopped_goes_on_to_the_same_result(
    photos: Path, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    monkeypatch.setattr(batches, "BATCH", 2)
    whole = everything(scan(photos, "whole"))
    with pytest.raises(Cancelled):
        scan(photos, "stopped", progress=_Stopping(steps))
    assert everything(scan(photos, "stopped")) == whole


class _Listening(Progress):
    """Remembers how far it was told first."""

    first: tuple[int, int | None] | None = None

    def step(self, done: int, total: int | None, **_: Any) -> None:
        self.first = self.first or (done, total)


def test_a_scan_that_was_stopped_says_how_many_photos_the_same_call_goes_on_from(photos: Path) -> None:
    with pytest.raises(Cancelled) as stopped:
        scan(photos, "stopped", shard=1, progress=_Stopping(4))
    again = _Listening()
    scan(photos, "stopped", shard=1, progress=again)
    assert again.first is not None
    done, total = again.first
    assert done > 0
    assert str(stopped.value).startswith(f"Stopped; {done} of {total} photos are kept in ")


@pytest.mark.parametrize("killed", ["write_vectors", "add_shard", "merge"])
@pytest.mark.parametrize("after", [True, False])
def test_a_scan_that_was_killed_between_two_files_goes_on_to_the_same_result(
    photos: Path, monkeypatch: pytest.MonkeyPatch, killed: str, after: bool
) -> None:
    whole = everything(scan(photos, "whole", shard=1))
    real, calls = getattr(jobs, killed), []
    last = {"write_vectors": FAN, "add_shard": FAN, "merge": 1}[killed]

    def dying(*arguments: Any) -> None:
        calls.append(arguments)
        if len(calls) < last:
            real(*arguments)
            return
        if after:
            real(*arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(jobs, killed, dying)
    with pytest.raises(KeyboardInterrupt):
        scan(photos, "killed", shard=1)
    monkeypatch.setattr(jobs, killed, real)
    assert everything(scan(photos, "killed", shard=1)) == whole


def test_what_is_left_of_merged_shards_is_not_counted_twice(photos: Path, scans: Path) -> None:
    """As where a process is killed after the merged summary is written and before its parts are removed."""
    import shutil

    found = scan(photos, shard=1, layers=(LAYER,))
    before = everything(found)
    folder = scans / "mine" / FOLDER
    shutil.copytree(folder / "0-000008", folder / "0-000003")
    assert everything(Scan.open("mine")) == before
    scan(photos, shard=1, layers=(LAYER,))
    assert everything(Scan.open("mine")) == before


def test_a_scan_grows_by_new_photos_without_computing_the_old_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = write_photos(tmp_path / "growing", range(7))
    scan(data)
    write_photos(data, range(7, 12))
    computed: list[int] = []
    real = one_pass.pass_over

    def counting(*arguments: Any, **more: Any) -> Any:
        computed.extend(number for number, _ in arguments[2])
        return real(*arguments, **more)

    monkeypatch.setattr(jobs, "pass_over", counting)
    grown = scan(data)
    assert computed == [7, 8, 9, 10, 11]
    monkeypatch.setattr(jobs, "pass_over", real)
    fresh = scan(data, "fresh")
    for one, two in zip(everything(grown), everything(fresh), strict=True):
        assert [e["photo"] for e in one["exemplars"]] == [e["photo"] for e in two["exemplars"]]
        assert one["mean"] == pytest.approx(two["mean"])
        assert one["classes"] == [{**c, "mean": pytest.approx(c["mean"])} for c in two["classes"]]


def test_a_scan_that_is_complete_computes_nothing(photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = everything(scan(photos))
    monkeypatch.setattr(jobs, "pass_over", None)
    assert everything(scan(photos)) == before


def test_a_changed_network_is_refused(photos: Path) -> None:
    scan(photos)
    with pytest.raises(ScanError, match="other weights"):
        convscope.scan(network(seed=1), photos, name="mine", shard=5, exemplars=4)


def test_other_settings_are_refused(photos: Path) -> None:
    scan(photos)
    with pytest.raises(ScanError, match=r"other settings: .*exemplars=4.* got .*exemplars=3"):
        scan(photos, exemplars=3)
    with pytest.raises(ScanError, match=r"other layers: .*, got relu2"):
        scan(photos, layers=(LAYER,))


@pytest.mark.parametrize(("what", "said"), [("changed", "has changed since"), ("gone", "no longer there")])
def test_a_photo_that_changed_or_is_gone_is_refused(photos: Path, what: str, said: str) -> None:
    scan(photos)
    path = photos / "bright" / "02.png"
    if what == "gone":
        path.unlink()
    else:
        os.utime(path, (1, 1))
    with pytest.raises(ScanError, match=f"bright/02.png .*{said}"):
        scan(photos)


def test_broken_photos_are_counted_and_named(photos: Path) -> None:
    whole = scan(photos, "whole")
    (photos / "bright" / "01-broken.png").write_bytes(b"no picture")
    (photos / "dark" / "99.png").write_bytes((photos / "dark" / "01.png").read_bytes()[:100])
    found = scan(photos, "broken")
    assert found.photos == 12
    assert [name for name, _ in found.unreadable] == ["bright/01-broken.png", "dark/99.png"]
    assert [unit["mean"] for unit in everything(found)] == pytest.approx(
        [unit["mean"] for unit in everything(whole)]
    )


def test_a_shard_without_a_readable_photo_is_passed_over(photos: Path) -> None:
    for number in range(5):
        (photos / "bright" / f"00-{number}.png").write_bytes(b"no picture")
    assert scan(photos, shard=2).photos == 12


def test_photos_of_which_none_can_be_read_are_refused_and_leave_no_scan(tmp_path: Path, scans: Path) -> None:
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "a.png").write_bytes(b"no picture")
    with pytest.raises(ScanError, match=r"None of the pictures .*a\.png"):
        scan(tmp_path / "bad")
    assert list(scans.iterdir()) == []


def test_photos_need_no_labels(photos: Path, tmp_path: Path) -> None:
    (tmp_path / "flat").mkdir()
    for path in photos.rglob("*.png"):
        path.rename(tmp_path / "flat" / path.name)
    found = scan(tmp_path / "flat")
    assert found.photos == 12
    assert found.unit(f"{LAYER}:0").classes == ()
    assert found.photo(0).label is None


def test_a_split_is_scanned_alone(tmp_path: Path) -> None:
    write_photos(tmp_path / "divided" / "train", range(8))
    write_photos(tmp_path / "divided" / "val", range(8, 12))
    assert scan(tmp_path / "divided", split="val").photos == 4


def test_two_processes_do_not_work_on_one_scan(photos: Path, scans: Path) -> None:
    scan(photos)
    with FileLock(scans / "mine" / ".lock"), pytest.raises(ScanError, match="Another process works"):
        scan(photos)


def test_an_unknown_unit_is_refused(photos: Path) -> None:
    found = scan(photos)
    with pytest.raises(AddressError, match="has the units 0 to 5"):
        found.unit(f"{found.layers[2].address}:6")
    with pytest.raises(AddressError, match=r"no layer 'conv9'"):
        found.unit("conv9:1")


def test_a_scan_is_found_by_its_name(photos: Path) -> None:
    scan(photos)
    assert Scan.open("mine").photos == 12
    with pytest.raises(ScanError, match=r"no scan 'mind'. Did you mean mine"):
        Scan.open("mind")


def test_the_settings_of_scan_are_those_of_the_model() -> None:
    from typing import get_type_hints

    assert {*get_type_hints(scanning.Settings)} == {*ScanSettings.model_fields}
