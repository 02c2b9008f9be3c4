"""Answers as scripts that a page finds, also one that is opened as a file."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import zlib
from pathlib import Path

from convscope.language import language
from convscope.server.answer import Answer
from convscope.server.publishing.questions import Question
from convscope.server.routes.page_files import FOLDER, spoken, words

PAGE = Path(__file__).parent / "page"
ANSWERS = "answers"


class Written:
    """A folder that becomes a page with its answers.

    Args:
        folder: exists and is empty.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._names = folder, dict[str, str]()
        (folder / ANSWERS).mkdir()

    def put(self, question: Question, answer: Answer) -> None:
        """Write an answer; one that is equal to another is written once."""
        headers = json.dumps({"content-type": answer.media_type, **answer.headers}, sort_keys=True)
        digest = hashlib.sha256(headers.encode() + b"\n" + answer.content)
        name = digest.hexdigest()[:16]
        body = base64.b64encode(zlib.compress(answer.content, 9)).decode()
        script = f'convscope.put("{name}", {headers}, "{body}");\n'
        (self._folder / ANSWERS / f"{name}.js").write_text(script, encoding="ascii")
        self._names[question.key] = name

    def end(self) -> None:
        """Write the page and the list of answers."""
        index = json.dumps({"words": words(language()), "answers": self._names}, indent=0)
        place = self._folder / ANSWERS / "index.js"
        place.write_text("globalThis.convscope=" + index + ";\n", encoding="ascii")
        for file in PAGE.iterdir():
            shutil.copyfile(file, self._folder / file.name)
        shutil.copyfile(FOLDER / "static" / "icon.svg", self._folder / "icon.svg")
        (self._folder / "index.html").write_text(spoken(PAGE / "index.html"), encoding="utf-8")
