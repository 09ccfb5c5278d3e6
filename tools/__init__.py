"""What maintains the repository: run from its root, never by wirewatch itself."""
