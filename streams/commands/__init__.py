"""The `wirewatch` commands, one file each."""
