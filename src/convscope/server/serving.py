"""Serving the page until somebody ends it."""

from __future__ import annotations

import os
import secrets
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from convscope.extras import extra, needs
from convscope.images import decode, photos_in
from convscope.progress import Progress
from convscope.server.address import PORT, check_token, listening, names_of, url_of

if TYPE_CHECKING:
    from convscope.examine.scans.scan import Scan
    from convscope.learn.run import Run
    from convscope.network import Network

SECONDS = 1.0  # that answers which are being sent have when the server ends


def serve(
    network: Network,
    photos: Iterable[str | os.PathLike[str]] = (),
    *,
    scan: str | os.PathLike[str] | Scan | None = None,
    runs: Iterable[str | os.PathLike[str] | Run] = (),
    networks: Iterable[str | os.PathLike[str]] = (),
    host: str = "127.0.0.1",
    port: int = PORT,
    token: str | None = None,
    allowed_hosts: Iterable[str] = (),
    ready: Callable[[str], None] = print,
    progress: Progress | None = None,
) -> None:
    """Show a network and photos as a live page, until the progress is cancelled or the process interrupted.

    Args:
        network: takes one photo.
        photos: files, and folders of them, that the page can show; it reaches no other file.
        scan: a scan of the network, its name or its folder, of whose units and photos the page can show what is kept.
        runs: runs, their names or folders, whose curves and snapshots the page shows, also while they train.
        networks: folders of runs and checkpoints that the page may open, too; it opens no other file.
        host: the address to listen at; by default only this machine reaches it.
        port: to listen at; 0 for any that is free.
        token: opens the page; by default a random one, where only this machine reaches the server.
        allowed_hosts: further names by which browsers reach it, such as a proxy's.
        ready: told the address that opens the page, once.
        progress: ends the server when it is cancelled.

    Raises:
        ExtraError: a package of the extra ``serve`` is not installed.
        ImageError: a folder holds no picture, a file is missing, or the first is no picture.
        NetworkError: the network takes several inputs, or no photo; a folder holds no network.
        OutputError: the port is taken, or a token is needed.
        RunError: there is no such run.
        ScanError: there is no such scan, or it is of another network.
    """
    needs("serve", "fastapi", "uvicorn")
    check_token(host, token)
    from convscope.server.watched import Watched

    paths = photos_in(photos)
    _check(paths)
    watched = Watched(runs)
    progress, chosen = progress or Progress(), token or secrets.token_urlsafe(24)
    with tempfile.TemporaryDirectory(prefix="convscope-") as sent, listening(host, port) as place:
        bound: int = place.getsockname()[1]
        from convscope.cache import cache_room
        from convscope.server.app import application
        from convscope.server.gate.access import Access
        from convscope.server.gate.impatience import Impatient
        from convscope.server.kept_answers import KeptAnswers
        from convscope.server.microscope import Microscope
        from convscope.server.offers import offers_in
        from convscope.server.scanned import opened_scan
        from convscope.server.shelf import Shelf

        microscope = Microscope(
            network,
            Shelf(paths, Path(sent)),
            KeptAnswers(cache_room("answers")),
            opened_scan(scan, network),
            watched,
        )
        access = Access(chosen, names_of(host, allowed_hosts), bound)
        app = application(microscope, access, offers_in(networks))
        uvicorn = extra("uvicorn", "serve")
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                http=Impatient,
                log_level="warning",
                access_log=False,
                server_header=False,
                proxy_headers=False,
                ws="none",
                timeout_keep_alive=10,
                timeout_graceful_shutdown=int(SECONDS),
            )
        )
        # In a thread of its own, so that it also runs in a notebook, and signals stay with whoever started it.
        thread = threading.Thread(target=server.run, args=([place],), name="convscope server", daemon=True)
        thread.start()
        try:
            while not server.started and thread.is_alive():
                time.sleep(0.01)
            ready(url_of(host, bound, quote(chosen, safe="")))
            while thread.is_alive() and not progress.cancelled:
                thread.join(0.1)
        finally:
            microscope.close()
            server.should_exit = True
            thread.join(2 * SECONDS)


def _check(photos: list[Path]) -> None:
    """Refuse a photo that is not there, and a first one that cannot be shown; others say so themselves."""
    for photo in photos:
        if photo is photos[0] or not photo.is_file():
            decode(photo)
