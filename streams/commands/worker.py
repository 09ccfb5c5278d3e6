"""`wirewatch worker`: the process that production runs."""

from __future__ import annotations

from typing import Annotated

import typer


def worker(
    processes: Annotated[
        int, typer.Option(min=1, max=64, help="How many worker processes to run on this machine.")
    ] = 1,
) -> None:
    """Screen articles until stopped: read them, publish alerts, commit.

    Any number of workers share the articles, up to the number of partitions. SIGTERM and Ctrl-C
    finish what is in flight, leave the group and exit with 0; the other exit codes are told in
    streams/ARCHITECTURE.md. /livez and /readyz answer on WIREWATCH_HEALTH_PORT (one port more for
    each further process).

    Examples:
        wirewatch worker

        WIREWATCH_BOOTSTRAP_SERVERS=kafka:9092 wirewatch worker --processes 2
    """
    from streams.app import run_worker
    from streams.settings import load_settings
    from streams.telemetry.logs import configure_logs

    settings = load_settings()
    configure_logs(settings.log_level, settings.log_format)
    if processes > 1:
        from streams.supervisor import supervise

        raise typer.Exit(supervise(processes, settings.health_port, settings.shutdown_grace))
    run_worker(settings)
