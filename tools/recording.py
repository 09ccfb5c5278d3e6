"""Record the demo as a picture for the README: `python -m tools.recording docs/demo.svg`.

Runs `make demo` in a pseudo-terminal and draws what it printed; of the alerts one for each of
some languages, as all of them would be taller than a page. Each line is one SVG text, so that the
reader's browser shapes and orders the world's scripts; on the grid of a terminal they fall apart.
"""

from __future__ import annotations

import io
import os
import pty
import sys
from html import escape
from pathlib import Path

from rich.console import Console
from rich.segment import Segment
from rich.text import Text

_COLUMNS = 92
_LANGUAGES = ("ar", "ja", "ru", "zh-Hant", "th", "en", "hu", "ko")
_LINE = 20  # pixels
_WIDTH = 860

_HEAD = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"
 aria-label="The output of wirewatch demo">
<style>
text {{ font: 14px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #d6d9de;
  white-space: pre; }}
.bold {{ font-weight: bold; }} .dim {{ fill: #969da8; }} .green {{ fill: #87c46a; }}
.mention {{ font-weight: bold; fill: #ffd24d; text-decoration: underline; }}
</style>
<rect width="100%" height="100%" rx="8" fill="#1f2329" />
"""


def record(command: list[str]) -> str:
    """What a command prints to a terminal that is `_COLUMNS` wide, escape sequences and all."""
    os.environ |= {"TERM": "xterm-256color", "COLUMNS": str(_COLUMNS)}
    output = bytearray()

    def read(descriptor: int) -> bytes:
        data = os.read(descriptor, 4096)
        output.extend(data)
        return data

    if status := pty.spawn(command, read):
        sys.exit(os.waitstatus_to_exitcode(status))
    return output.decode().replace("\r\n", "\n")


def excerpt(recording: str) -> str:
    """The start, an alert of each of `_LANGUAGES`, of one watch and another, and the summary."""
    start, *alerts, summary, hints = recording.strip().split("\n\n")
    chosen = []
    for number, code in enumerate(_LANGUAGES):
        of_language = [alert for alert in alerts if f"m{code} " in alert.splitlines()[0]]
        chosen.append(of_language[number % len(of_language)])
    return "\n\n".join([start, *chosen, summary, hints])


def picture(text: Text) -> str:
    """Styled text as an SVG."""
    console = Console(width=_COLUMNS, file=io.StringIO(), force_terminal=True)
    lines = console.render_lines(text, pad=False)
    body = [
        f'<text x="16" y="{_LINE * (number + 2)}">{"".join(map(_span, line))}</text>'
        for number, line in enumerate(lines)
    ]
    height = _LINE * (len(lines) + 2)
    return "\n".join([_HEAD.format(width=_WIDTH, height=height), *body, "</svg>\n"])


def _span(segment: Segment) -> str:
    style = segment.style
    if style is None:
        return escape(segment.text)
    classes = ["mention"] if style.bgcolor else []
    classes += [
        name
        for name, there in (
            ("bold", style.bold),
            ("dim", style.dim),
            ("green", style.color is not None),
        )
        if there and not style.bgcolor
    ]
    return f'<tspan class="{" ".join(classes)}">{escape(segment.text)}</tspan>'


if __name__ == "__main__":
    recorded = Text.from_ansi(excerpt(record(["make", "demo"])))
    shown = Text.assemble(("$ make demo\n", "bold"), recorded)
    Path(sys.argv[1]).write_text(picture(shown), "utf-8")
