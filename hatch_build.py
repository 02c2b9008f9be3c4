"""The README of a release: its links lead to the files of its tag, since a package index holds only the page."""

from __future__ import annotations

import os
import re
from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface

_RELATIVE = re.compile(r"(?P<picture>!?)\[(?P<words>[^\]]*)\]\((?!https?:|#|mailto:)(?P<place>[^)]+)\)")


class ReleasedReadme(MetadataHookInterface):
    """Gives the metadata its readme and, where a workflow of GitHub builds it, its addresses."""

    def update(self, metadata: dict[str, object]) -> None:
        """Set ``readme`` and ``urls``, which pyproject.toml declares dynamic."""
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        urls: dict[str, str] = {}
        if repository := os.environ.get("GITHUB_REPOSITORY"):
            address = f"{os.environ.get('GITHUB_SERVER_URL', 'https://github.com')}/{repository}"
            text = absolute(text, address, os.environ.get("GITHUB_REF_NAME", "main"))
            urls = {"Repository": address, "Issues": f"{address}/issues"}
        metadata["readme"] = {"content-type": "text/markdown", "text": text}
        metadata["urls"] = urls


def absolute(text: str, address: str, revision: str) -> str:
    """Markdown whose links between files lead to a repository: pages to read, pictures as they are.

    Args:
        text: Markdown with links relative to the repository's root.
        address: of the repository, on a site that serves files as GitHub does.
        revision: the tag or branch.
    """

    def leading_there(found: re.Match[str]) -> str:
        kind = "raw" if found["picture"] else "blob"
        return f"{found['picture']}[{found['words']}]({address}/{kind}/{revision}/{found['place']})"

    return _RELATIVE.sub(leading_there, text)
