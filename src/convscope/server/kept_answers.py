"""Answers kept on the disk, so that a question is computed once, also after a restart."""

from __future__ import annotations

import json
import os
import threading
import zlib
from contextlib import suppress
from pathlib import Path

from convscope.errors import OutputError
from convscope.files import replacing
from convscope.server.answer import Answer

MOST_BYTES = 512 * 2**20


class KeptAnswers:
    """A folder of answers by their keys; those not asked for the longest go first.

    Args:
        folder: exists.
        most_bytes: of all files together; a sixteenth more while nobody looks.
    """

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self._folder, self._most, self._lock = folder, most_bytes, threading.Lock()
        self._unseen = most_bytes  # bytes that were written since all files were looked at

    def find(self, key: str) -> Answer | None:
        """What was kept for a key, if it is whole."""
        place = self._place(key)
        with suppress(OSError, ValueError, KeyError):
            head, _, content = place.read_bytes().partition(b"\n")
            said = json.loads(head)
            if len(content) == said["length"] and zlib.crc32(content) == said["check"]:
                os.utime(place)
                return Answer(content, said["type"], said["headers"])
        return None

    def put(self, key: str, answer: Answer) -> None:
        """Keep an answer; where the disk takes nothing more, nothing is kept."""
        head = {
            "length": len(answer.content),
            "check": zlib.crc32(answer.content),
            "type": answer.media_type,
            "headers": dict(answer.headers),
        }
        with suppress(OutputError, OSError):
            with replacing(self._place(key)) as temporary:
                temporary.write_bytes(json.dumps(head).encode() + b"\n" + answer.content)
            self._count(len(answer.content))

    def _place(self, key: str) -> Path:
        return self._folder / f"{key}.answer"

    def _count(self, written: int) -> None:
        """Look at all files each time that a sixteenth of what they may take was written: there are thousands."""
        with self._lock:
            self._unseen += written
            if self._unseen * 16 >= self._most:
                self._unseen = 0
                self._shrink()

    def _shrink(self) -> None:
        """Remove the oldest files until all together are small enough."""
        files = [(place, place.stat()) for place in self._folder.glob("*.answer")]
        total = sum(found.st_size for _, found in files)
        for place, found in sorted(files, key=lambda file: file[1].st_mtime):
            if total <= self._most:
                return
            place.unlink(missing_ok=True)
            total -= found.st_size
