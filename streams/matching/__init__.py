"""Concepts, languages and the automaton that finds them in text."""
