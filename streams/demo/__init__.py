"""The sample articles of `wirewatch demo`."""
