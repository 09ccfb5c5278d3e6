"""Loaded by pytest before any test."""

pytest_plugins = ["tests.support.fixtures", "tests.support.command_line"]
