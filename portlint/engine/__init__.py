"""Find files, read them into facts, check the facts, and make a report of it."""
