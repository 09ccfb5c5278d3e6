"""`wirewatch …`: the command line."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from aiokafka.errors import KafkaError

from streams import __version__, exit_codes
from streams.commands import (
    check,
    dead_letters,
    demo,
    doctor,
    publish,
    tail,
    topics,
    watches,
    webhook,
    worker,
)
from streams.commands.output import complain
from streams.errors import ConfigurationError, WirewatchError

app = typer.Typer(
    name="wirewatch",
    help="Watch the world's news: articles in on Kafka, alerts out, with the reason for each.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    epilog="Settings: WIREWATCH_… in the environment or .env; `wirewatch doctor` shows them.",
)
app.command()(demo.demo)
app.command()(check.check)
app.command()(worker.worker)
app.command()(publish.publish)
app.command()(tail.tail)
app.command()(webhook.webhook)
app.add_typer(topics.app, name="topics")
app.add_typer(watches.app, name="watches")
app.add_typer(dead_letters.app, name="dead-letters")
app.command()(doctor.doctor)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"wirewatch {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Options of the program itself."""


def main() -> None:
    """Run the command line; everything wirewatch raises on purpose becomes a message."""
    try:
        app()
    except ConfigurationError as error:
        complain(*error.problems)
        sys.exit(exit_codes.CONFIGURATION)
    except WirewatchError as error:
        complain(str(error))
        sys.exit(exit_codes.exit_code(error))
    except KafkaError as error:
        complain(f"The broker: {error}", "`wirewatch doctor` looks for what is wrong.")
        sys.exit(exit_codes.UNAVAILABLE)
    except KeyboardInterrupt:
        sys.exit(130)
