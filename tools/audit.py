"""Ask for known vulnerabilities of everything in `constraints.txt`, where there is somebody to ask.

    python -m tools.audit

A mirror of the package index may know no vulnerabilities: pip-audit then skips every package and
says that it found none. That is told apart from an answer.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

_CONSTRAINTS = Path(__file__).parents[1] / "constraints.txt"
_NOT_AUDITED = "audit: nothing was audited: no service that knows vulnerabilities can be reached"
#: Seconds to wait for one answer, and for all.
_ONE, _ALL = 3, 90


def verdict(report: dict[str, Any]) -> tuple[list[str], bool]:
    """What pip-audit's JSON report comes to: lines to tell, and whether all is well."""
    known = [found for found in report["dependencies"] if "skip_reason" not in found]
    lines = [
        f"audit: {found['name']} {found['version']}: {flaw['id']}, "
        f"fixed in {', '.join(flaw['fix_versions']) or 'no version'}"
        for found in known
        for flaw in found["vulns"]
    ]
    if lines:
        return lines, False
    if not known:
        return [_NOT_AUDITED], True
    unknown = len(report["dependencies"]) - len(known)
    return [f"audit: {len(known)} packages without a known vulnerability, {unknown} unknown"], True


def audit() -> tuple[list[str], bool]:
    """Run pip-audit; where nobody answers it, that is told and all is well."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(_CONSTRAINTS)]
    # What is pinned is asked about as it stands; nothing is resolved or downloaded.
    options = ["--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off"]
    try:
        done = subprocess.run(
            [*command, *options, "--timeout", str(_ONE)],
            check=False, capture_output=True, text=True, timeout=_ALL,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return [_NOT_AUDITED], True
    try:
        return verdict(json.loads(done.stdout))
    except json.JSONDecodeError:
        reason = done.stderr.strip().rpartition("\n")[2]
        return [f"{_NOT_AUDITED} ({reason[:200]})"], True


def main() -> int:
    """Tell, and give back the exit code."""
    lines, well = audit()
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
