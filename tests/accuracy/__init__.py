"""Accuracy on the evaluation data: tables for people, floors for tests."""
