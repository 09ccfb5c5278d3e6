"""Coverage-guided fuzzing of what reads bytes and text that anybody may have written."""
