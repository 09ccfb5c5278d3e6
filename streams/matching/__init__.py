"""Concepts, languages, and what finds them in text."""
