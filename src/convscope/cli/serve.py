"""``convscope serve``: look into a network live, as a page in the browser."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.bundled import bundled_photo
from convscope.cli.leaving import leave_at_once
from convscope.cli.options import NetworkOptions, opened
from convscope.cli.options_from import Given, options_from
from convscope.cli.progress import cancelled_by_signals
from convscope.errors import Cancelled
from convscope.progress import Progress
from convscope.server.address import PORT


@answers
@options_from(opening=NetworkOptions)
def serve(
    *,
    photos: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PHOTO]...", help="Photos or folders; without any a photo that is bundled."),
    ] = None,
    opening: Given,
    scan: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="A scan whose units and photos the page shows; its network is opened unless one is named.",
        ),
    ] = None,
    run: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="A run whose training the page shows, also while it lasts; two are compared. Its network is opened "
            "unless one is named.",
        ),
    ] = None,
    networks: Annotated[
        list[Path] | None,
        typer.Option(metavar="FOLDER", help="A folder of runs and checkpoints that the page may open, too."),
    ] = None,
    host: Annotated[
        str, typer.Option(help="Address to listen at; any but this machine's own needs a token.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 for any that is free.")] = PORT,
    token: Annotated[
        str | None,
        typer.Option(
            envvar="CONVSCOPE_TOKEN", show_envvar=False, help="Opens the page; by default a random one."
        ),
    ] = None,
    allow_host: Annotated[
        list[str] | None, typer.Option(help="Another name by which browsers reach it, such as a proxy's.")
    ] = None,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Open a page that shows a network's layers, feature maps and attributions for photos, as they are asked for."""
    # Threads that look for work while they have none would take the processor from the browser.  PyTorch, which is
    # imported below, reads this once.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    from convscope.examine.scans.reopening import network_of_scan
    from convscope.examine.scans.scan import Scan
    from convscope.server.serving import serve as serving

    progress = Progress()

    def ready(url: str) -> None:
        print(f"{url}\n", end="", flush=True)
        if browser:
            import webbrowser

            webbrowser.open(url)

    kept = None if scan is None else Scan.open(scan)
    # A network that is opened otherwise than for the scan or the run must be named.
    is_named = bool(opening.keys() - {"run_code"})
    trained = {"network": f"run:{run[0].removeprefix('run:')}"} if run and not is_named else {}
    if kept is not None and not is_named:
        net = network_of_scan(kept, run_code="run_code" in opening)
    else:
        net = opened({**opening, **trained})
    with cancelled_by_signals(progress):
        serving(
            net,
            photos or [bundled_photo()],
            scan=kept,
            runs=run or (),
            networks=networks or (),
            host=host,
            port=port,
            token=token,
            allowed_hosts=allow_host or (),
            ready=ready,
            progress=progress,
        )
    leave_at_once()
    raise Cancelled
