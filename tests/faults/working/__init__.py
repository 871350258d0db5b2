"""Edits after which everything works as before: whatever is said newly of them is false."""
