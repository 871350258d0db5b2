"""One module per file format: bytes to facts. Any Language at module level here is found."""
