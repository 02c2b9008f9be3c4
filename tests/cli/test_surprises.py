"""No traceback for a user: an error that nobody foresaw is one sentence, and a file to send."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from convscope.cli import main
from convscope.cli.arithmetic import architectures


def run_main(monkeypatch: pytest.MonkeyPatch, error: BaseException, *words: str) -> int:
    def raises(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(architectures, "read_input", raises)
    monkeypatch.setattr(sys, "argv", ["convscope", "arithmetic", "compare", "square-against-1x3-3x1", *words])
    with pytest.raises(SystemExit) as left:
        main()
    return int(str(left.value.code))


def test_a_bug_is_one_sentence_that_names_a_file_with_the_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_main(monkeypatch, KeyError("submod_3")) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("convscope: This is a bug of Convscope: KeyError: 'submod_3' in raises.")
    assert said.err.count("\n") == 1
    [name] = re.findall(r"file (\S+\.txt)", said.err)
    report = Path(name).read_text()
    assert "convscope arithmetic compare square-against-1x3-3x1" in report
    assert "Traceback" in report
    assert "KeyError: 'submod_3'" in report


def test_with_json_it_is_a_document(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_main(monkeypatch, ZeroDivisionError("no"), "--json") == 1
    assert json.loads(capsys.readouterr().out)["error"]["kind"] == "bug"


def test_too_little_memory_is_no_bug(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_main(monkeypatch, MemoryError()) == 1
    assert "not enough memory" in capsys.readouterr().err


def test_an_interrupt_is_none_either(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_main(monkeypatch, KeyboardInterrupt()) == 130
    assert "interrupted" in capsys.readouterr().err


def test_a_reader_that_has_seen_enough_causes_no_word() -> None:
    command = [sys.executable, "-m", "convscope.cli", "methods", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
