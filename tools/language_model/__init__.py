"""Builds the model of the language engine `default` from open word lists."""
