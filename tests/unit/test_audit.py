"""What the audit makes of pip-audit's reports."""

from __future__ import annotations

from typing import Any

from tools.audit import verdict


def found(name: str, *flaws: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "version": "1.0", "vulns": list(flaws)}


SKIPPED = {"name": "b", "skip_reason": "Dependency not found"}
FLAW = {"id": "PYSEC-1", "fix_versions": ["1.1"], "aliases": [], "description": "bad"}


def test_a_vulnerability_counts() -> None:
    lines, well = verdict({"dependencies": [found("a", FLAW), SKIPPED]})
    assert lines == ["audit: a 1.0: PYSEC-1, fixed in 1.1"]
    assert not well


def test_a_service_that_knows_no_package_has_not_answered() -> None:
    (line,), well = verdict({"dependencies": [SKIPPED, SKIPPED]})
    assert "nothing was audited" in line
    assert well


def test_packages_that_nobody_knows_are_counted() -> None:
    (line,), well = verdict({"dependencies": [found("a"), SKIPPED]})
    assert line == "audit: 1 packages without a known vulnerability, 1 unknown"
    assert well
