"""The lines of `make bench`: each a program of its own that reads articles in a group."""
